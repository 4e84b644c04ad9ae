import AMI

/// Writes numbers and texts so that they take little room.
struct RecordWriter {
    private(set) var bytes: [UInt8] = []

    /// A whole number, seven bits a byte, the lowest first, the sign in the lowest bit (zigzag LEB128).
    mutating func number(_ number: Int64) {
        var rest = UInt64(bitPattern: (number << 1) ^ (number >> 63))
        while rest > 127 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Numbers, each of which may be unset.
    mutating func numbers(_ numbers: some Sequence<Int64>) {
        // Times lie close to each other, and a small difference takes few bytes.
        var last: Int64 = 0
        for value in numbers {
            if value == FactPool.unset {
                bytes.append(0)
            } else {
                bytes.append(1)
                number(value &- last)
                last = value
            }
        }
    }

    /// A text: its length in bytes, and it.
    mutating func text(_ text: RawSpan) {
        number(Int64(text.byteCount))
        unsafe text.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}
