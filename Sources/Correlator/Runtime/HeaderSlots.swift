import AMI

/// The headers of one event that are read: where each value lies in the message, found once.
struct HeaderSlots: ~Copyable {
    /// A value that says nothing, or a header that is not there.
    static let absent: UInt8 = 255
    /// A value that no condition asks for.
    static let other: UInt8 = 254

    /// Words that values are compared with. Most are told apart by their length.
    private struct Words {
        /// The lengths there are: bit 3 for three bytes, and bit 63 for 63 and more.
        private let lengths: UInt64
        private let words: [[UInt8]]

        init(_ words: [String]) {
            self.words = words.map { Array($0.utf8) }
            lengths = self.words.reduce(0) { $0 | 1 << UInt64(min($1.count, 63)) }
        }

        func find(_ value: RawSpan) -> Int? {
            guard lengths & 1 << UInt64(min(value.byteCount, 63)) != 0 else { return nil }
            for (number, word) in words.enumerated() {
                if word.span.bytes.equals(value) { return number }
            }
            return nil
        }
    }

    /// Where each header's value lies; empty where it says nothing.
    private var places: [TextPlace]
    /// Where in the message it ends.
    private var ends: [Int32]
    /// Each value's number in its header's vocabulary.
    private var codes: [UInt8]
    private var filled: [UInt8] = []
    private let vocabulary: [Words]
    private let nothing: [Words]

    init(_ tables: CallTables) {
        places = Array(repeating: .empty, count: tables.headers.count)
        ends = Array(repeating: 0, count: tables.headers.count)
        codes = Array(repeating: Self.absent, count: tables.headers.count)
        vocabulary = tables.headers.map { Words($0.vocabulary) }
        nothing = tables.headers.map { Words($0.nothing + tables.nothing) }
    }

    /// Forgets the event before.
    mutating func clear(_ texts: inout TextStore) {
        for header in filled {
            if let handle = places[Int(header)].handle { texts.release(handle) }
            places[Int(header)] = .empty
            ends[Int(header)] = 0
            codes[Int(header)] = Self.absent
        }
        filled.removeAll(keepingCapacity: true)
    }

    /// Notes a header's value; of a header that is repeated, the first counts.
    ///
    /// - Parameter place: Where the value begins in the message.
    mutating func fill(_ header: Int, _ value: RawSpan, at place: Int, _ texts: inout TextStore) {
        guard codes[header] == Self.absent, value.byteCount > 0, nothing[header].find(value) == nil else { return }
        filled.append(UInt8(header))
        codes[header] = vocabulary[header].find(value).map { UInt8($0) } ?? Self.other
        ends[header] = Int32(truncatingIfNeeded: place + value.byteCount)
        places[header] =
            Self.isText(value)
            ? TextPlace(messageStart: place, count: value.byteCount) : Self.repaired(value, &texts)
    }

    private static func isText(_ value: RawSpan) -> Bool {
        value.isASCII || (try? UTF8Span(validating: Span<UInt8>(_bytes: value))) != nil
    }

    private static func repaired(_ value: RawSpan, _ texts: inout TextStore) -> TextPlace {
        let text = Array(String(repairing: value).utf8)
        return texts.place(of: texts.insert(text.span.bytes))
    }

    /// The number of a header's value in its vocabulary.
    func code(_ header: Int) -> UInt8 { codes[header] }

    /// Whether a header says something.
    func has(_ header: Int) -> Bool { codes[header] != Self.absent }

    /// Where a header's value lies, as text.
    func place(_ header: Int) -> TextPlace { places[header] }

    /// Where a header's value ends in the message.
    func end(_ header: Int) -> Int { Int(ends[header]) }
}
