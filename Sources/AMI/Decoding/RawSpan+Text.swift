extension RawSpan {
    /// The bytes of a literal, which last as long as the program.
    @inlinable
    @_lifetime(immortal)
    public init(_ literal: StaticString) {
        precondition(literal.hasPointerRepresentation, "a literal of one scalar has no bytes to point at")
        // The pointer is to the binary's own constants: never freed, `utf8CodeUnitCount` long.
        // In steps: Swift 6.2 can not compile this as one expression.
        let start = UnsafeRawPointer(unsafe literal.utf8Start)
        let span = unsafe RawSpan(_unsafeStart: start, byteCount: literal.utf8CodeUnitCount)
        self = unsafe _overrideLifetime(span, copying: ())
    }

    /// The byte at an offset, checked.
    @inlinable
    @inline(__always)
    public func byte(at offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount, "offset out of bounds")
        return unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Eight bytes from an offset on as a number, the first the lowest; checked.
    @inlinable
    @inline(__always)
    public func eightBytes(at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset &+ 8 <= byteCount, "offset out of bounds")
        return word(at: offset)
    }

    /// Are these the same bytes?
    @inlinable
    public func equals(_ other: RawSpan) -> Bool {
        let count = byteCount
        guard count == other.byteCount else { return false }
        guard count >= 8 else {
            for offset in 0..<count where byte(at: offset) != other.byte(at: offset) { return false }
            return true
        }
        var offset = 0
        while offset < count - 8 {
            if eightBytes(at: offset) != other.eightBytes(at: offset) { return false }
            offset += 8
        }
        // The last eight, some of which have been compared before.
        return eightBytes(at: count - 8) == other.eightBytes(at: count - 8)
    }

    /// Where a byte stands for the last time; `nil` where it does not.
    @inlinable
    public func last(_ wanted: UInt8) -> Int? {
        var offset = byteCount - 1
        while offset >= 0 {
            if byte(at: offset) == wanted { return offset }
            offset -= 1
        }
        return nil
    }

    /// Whether all bytes are ASCII.
    @inlinable
    public var isASCII: Bool {
        let count = byteCount
        var (offset, seen) = (0, UInt64(0))
        while offset &+ 32 <= count {
            seen |= word(at: offset) | word(at: offset &+ 8) | word(at: offset &+ 16) | word(at: offset &+ 24)
            offset &+= 32
        }
        while offset < count {
            seen |= UInt64(byte(at: offset))
            offset &+= 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }

    /// Are these the literal's bytes?
    @inlinable
    public func equals(_ literal: StaticString) -> Bool { equals(RawSpan(literal)) }

    /// Are these the literal's bytes, but for the case of A to Z?
    @inlinable
    public func equalsIgnoringCase(_ literal: StaticString) -> Bool {
        let other = RawSpan(literal)
        return byteCount == other.byteCount && startsIgnoringCase(other)
    }

    /// Do the literal's bytes stand at the start?
    @inlinable
    public func starts(with literal: StaticString) -> Bool {
        let other = RawSpan(literal)
        guard byteCount >= other.byteCount else { return false }
        return extracting(first: other.byteCount).equals(other)
    }

    @inlinable
    func startsIgnoringCase(_ other: RawSpan) -> Bool {
        guard byteCount >= other.byteCount else { return false }
        for offset in 0..<other.byteCount
        where byte(at: offset).asciiLowercased != other.byte(at: offset).asciiLowercased {
            return false
        }
        return true
    }

    /// The decimal number that these bytes are: an optional minus and digits, nothing else. Nil for anything else and
    /// for what doesn't fit.
    @inlinable
    public func integer<Value: FixedWidthInteger>(as type: Value.Type = Int.self) -> Value? {
        var offset = 0
        let isNegative = byteCount > 0 && byte(at: 0) == UInt8(ascii: "-")
        if isNegative { offset = 1 }
        guard offset < byteCount else { return nil }
        var value: Value = 0
        while offset < byteCount {
            let digit = byte(at: offset) &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) =
                isNegative
                ? shifted.subtractingReportingOverflow(Value(digit)) : shifted.addingReportingOverflow(Value(digit))
            if overflow || carry { return nil }
            value = sum
            offset += 1
        }
        return value
    }
}

extension String {
    /// The bytes as text; what isn't UTF-8 becomes U+FFFD.
    @inlinable
    public init(repairing bytes: RawSpan) {
        self = unsafe bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension [UInt8] {
    /// A copy of the bytes.
    @inlinable
    public init(copying bytes: RawSpan) {
        self = unsafe bytes.withUnsafeBytes { [UInt8]($0) }
    }
}
