import AMI

/// The beginning of a line as the same event had it before: a header's name with colon and space, and which header it is.
struct ExpectedLine {
    /// Longer names are not expected.
    private static let maximumBytes = 32

    /// How many bytes it has; 0 while nothing is expected.
    private(set) var count: UInt8 = 0
    /// The header's number; 255 for one that is not read.
    private(set) var header: UInt8 = 255
    /// The bytes in words; the last are those of the last eight bytes, or of all where there are fewer.
    private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    private var last: UInt64 = 0

    /// The header's number; `nil` for one that is not read.
    var number: Int? { header == 255 ? nil : Int(header) }

    /// Nothing is expected.
    init() {}

    /// Expects what stands at the start of `line`; `nil` where that can't be told as fast.
    init?(_ line: RawSpan, count: Int, header: Int?) {
        guard count > 0, count <= Self.maximumBytes, line.byteCount >= max(8, count), header ?? 0 < 255 else {
            return nil
        }
        self.count = UInt8(count)
        self.header = header.map { UInt8($0) } ?? 255
        words.0 = line.eightBytes(at: 0)
        if count > 8 { words.1 = line.eightBytes(at: min(8, count - 8)) }
        if count > 16 { words.2 = line.eightBytes(at: min(16, count - 8)) }
        last = count < 8 ? words.0 & Self.mask(count) : line.eightBytes(at: count - 8)
    }

    private static func mask(_ count: Int) -> UInt64 { (1 << UInt64(count * 8)) - 1 }

    /// Whether the line at an offset begins so.
    @inline(__always)
    func matches(_ lines: RawSpan, at offset: Int) -> Bool {
        let count = Int(count)
        guard offset &+ max(8, count) <= lines.byteCount, count > 0 else { return false }
        let first = lines.eightBytes(at: offset)
        if count < 8 { return first & Self.mask(count) == last }
        guard first == words.0, lines.eightBytes(at: offset &+ count &- 8) == last else { return false }
        if count <= 16 { return true }
        return lines.eightBytes(at: offset &+ 8) == words.1
            && (count <= 24 || lines.eightBytes(at: offset &+ 16) == words.2)
    }
}
