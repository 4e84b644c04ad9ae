import AMI

/// Bytes that are written one after the other, again and again in the same room.
///
/// It owns its memory alone: nothing has to be asked or counted to write a byte, which is what an array does.
struct ByteBuffer: ~Copyable {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 1024) {
        self.capacity = capacity
        memory = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit {
        unsafe memory.deallocate()
    }

    /// What was written.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            // The memory is this buffer's for as long as it is borrowed, and written up to `count`.
            let span = unsafe RawSpan(_unsafeStart: memory, byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Begins anew.
    mutating func clear() { count = 0 }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        unsafe memory.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    @inline(__always)
    mutating func append(copying bytes: RawSpan) {
        let more = bytes.byteCount
        if capacity &- count < more { grow(by: more) }
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe (memory + count).copyMemory(from: start, byteCount: more)
        }
        count &+= more
    }

    mutating func append(_ text: String) { append(copying: text.utf8.span.bytes) }

    /// A number in sixteen hexadecimal digits.
    mutating func append(hexadecimal number: UInt64) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            append(hexadecimalDigit: UInt8(truncatingIfNeeded: number >> shift & 15))
        }
    }

    /// A number below 16 in one.
    mutating func append(hexadecimalDigit digit: UInt8) {
        append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
    }

    /// A number as it is written.
    mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var digits = 1
        var rest = number.magnitude
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        append(number.magnitude, digits: digits)
    }

    /// The last so many digits of a number.
    @inline(__always)
    mutating func append(_ number: UInt64, digits: Int) {
        if capacity &- count < digits { grow(by: digits) }
        var rest = number
        var place = count &+ digits
        while place > count {
            place &-= 1
            let (quotient, digit) = (rest / 10, rest % 10)
            unsafe memory.storeBytes(
                of: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit), toByteOffset: place, as: UInt8.self)
            rest = quotient
        }
        count &+= digits
    }

    private mutating func grow(by more: Int) {
        let larger = max(capacity * 2, count + more)
        let new = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 8)
        unsafe new.copyMemory(from: memory, byteCount: count)
        unsafe memory.deallocate()
        unsafe memory = new
        capacity = larger
    }
}
