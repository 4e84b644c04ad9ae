import AMI

/// The headers of one event that are read: where each value lies in the message, found once.
struct HeaderSlots {
    /// A value that says nothing, or a header that is not there.
    static let absent: UInt8 = 255
    /// A value that no condition asks for.
    static let other: UInt8 = 254

    /// Where each header's value begins and ends; empty where it says nothing.
    private var ranges: [Range<Int>]
    /// Each value's number in its header's vocabulary.
    private var codes: [UInt8]
    private var filled: [Int] = []
    private let vocabulary: [[[UInt8]]]
    private let nothing: [[[UInt8]]]

    init(_ tables: CallTables) {
        ranges = Array(repeating: 0..<0, count: tables.headers.count)
        codes = Array(repeating: Self.absent, count: tables.headers.count)
        vocabulary = tables.headers.map { $0.vocabulary.map { Array($0.utf8) } }
        nothing = tables.headers.map { ($0.nothing + tables.nothing).map { Array($0.utf8) } }
    }

    /// Forgets the event before.
    mutating func clear() {
        for header in filled {
            ranges[header] = 0..<0
            codes[header] = Self.absent
        }
        filled.removeAll(keepingCapacity: true)
    }

    /// Notes a header's value; of a header that is repeated, the first counts.
    mutating func fill(_ header: Int, _ value: RawSpan, at range: Range<Int>) {
        guard codes[header] == Self.absent, value.byteCount > 0 else { return }
        for nothing in nothing[header] where Self.same(value, nothing) { return }
        filled.append(header)
        ranges[header] = range
        codes[header] = Self.other
        for (code, word) in vocabulary[header].enumerated() where Self.same(value, word) {
            codes[header] = UInt8(code)
            return
        }
    }

    /// The number of a header's value in its vocabulary.
    func code(_ header: Int) -> UInt8 { codes[header] }

    /// Whether a header says something.
    func has(_ header: Int) -> Bool { codes[header] != Self.absent }

    /// Where a header's value lies.
    func range(_ header: Int) -> Range<Int> { ranges[header] }

    private static func same(_ value: RawSpan, _ bytes: [UInt8]) -> Bool {
        guard value.byteCount == bytes.count else { return false }
        for offset in 0..<bytes.count where value.byte(at: offset) != bytes[offset] { return false }
        return true
    }
}
