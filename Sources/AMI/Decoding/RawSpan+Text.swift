extension RawSpan {
    /// The bytes of a literal, which last as long as the program.
    @inlinable
    @_lifetime(immortal)
    public init(_ literal: StaticString) {
        precondition(literal.hasPointerRepresentation, "a literal of one scalar has no bytes to point at")
        // The pointer is to the binary's own constants: never freed, `utf8CodeUnitCount` long.
        self = unsafe _overrideLifetime(
            RawSpan(_unsafeStart: UnsafeRawPointer(literal.utf8Start), byteCount: literal.utf8CodeUnitCount),
            copying: ())
    }

    /// The byte at an offset, checked.
    @inlinable
    @inline(__always)
    public func byte(at offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount, "offset out of bounds")
        return unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Are these the same bytes?
    @inlinable
    public func equals(_ other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        for offset in 0..<byteCount where byte(at: offset) != other.byte(at: offset) { return false }
        return true
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
