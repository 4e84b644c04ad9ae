import AMI

extension [UInt8] {
    /// Puts bytes at the end.
    mutating func append(copying bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { append(contentsOf: $0) }
    }

    /// Puts a number at the end, as it is written.
    mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = count
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }
}
