import AMI

/// The beginning of a line as the same event had it before: a header's name with colon and space, and which header it is.
struct ExpectedLine {
    /// Stands for a header that nobody asks for.
    static let unread = 255
    /// Longer names are not expected.
    private static let maximumBytes = 32

    /// How many bytes it has; 0 while nothing is expected.
    private(set) var count: UInt8 = 0
    /// The header's number, or ``unread``.
    private(set) var header = UInt8(unread)
    /// The bytes in words; the last are those of the last eight bytes, or of all where there are fewer.
    private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    private var last: UInt64 = 0

    /// Nothing is expected.
    init() {}

    /// Expects the start of `line`; `nil` if that can't be compared this way.
    init?(_ line: RawSpan, count: Int, header: Int) {
        guard count > 0, count <= Self.maximumBytes, line.byteCount >= max(8, count) else { return nil }
        self.count = UInt8(count)
        self.header = UInt8(header)
        words.0 = line.eightBytes(at: 0)
        if count > 16 { words.1 = line.eightBytes(at: 8) }
        if count > 24 { words.2 = line.eightBytes(at: 16) }
        last = count < 8 ? words.0 & Self.mask(count) : line.eightBytes(at: count - 8)
    }

    private static func mask(_ count: Int) -> UInt64 { (1 << UInt64(count * 8)) - 1 }

    /// Whether the line at an offset begins so.
    ///
    /// Each unchecked load is of eight bytes within `offset ..< offset + max(8, count)`; an offset is never negative.
    @inline(__always)
    func matches(_ lines: RawSpan, at offset: Int) -> Bool {
        let count = Int(count)
        guard offset &+ max(8, count) <= lines.byteCount, count > 0 else { return false }
        let first = unsafe lines.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
        if count < 8 { return UInt64(littleEndian: first) & Self.mask(count) == last }
        let end = unsafe lines.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset &+ count &- 8, as: UInt64.self)
        guard UInt64(littleEndian: first) == words.0, UInt64(littleEndian: end) == last else { return false }
        if count <= 16 { return true }
        let second = unsafe lines.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ 8, as: UInt64.self)
        if UInt64(littleEndian: second) != words.1 { return false }
        if count <= 24 { return true }
        let third = unsafe lines.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ 16, as: UInt64.self)
        return UInt64(littleEndian: third) == words.2
    }
}
