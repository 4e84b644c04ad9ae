import AMI
@_spi(Runtime) import CallLogic

/// The headers of one event that are read: where each value lies in the message, found once.
struct HeaderSlots: ~Copyable {
    /// A value that says nothing, or a header that is not there.
    static let absent: UInt8 = 255
    /// A value that no condition asks for.
    static let other: UInt8 = 254

    private struct Slot {
        /// The event that it was filled for; of any other, it is empty.
        var event: UInt32 = 0
        /// Where the value ends in the message.
        var end: Int32 = 0
        var place = TextPlace.empty
        /// The value's number in the header's vocabulary.
        var code: UInt8 = 0
        /// The lengths of words that it can be compared with, of either list.
        let lengths: UInt64
    }

    private var slots: [Slot]
    private var event: UInt32 = 1
    /// Texts of this event that were not UTF-8, and are stored as what was made of them.
    private var repaired: [UInt32] = []
    private let vocabulary: [WordList]
    private let nothing: [WordList]

    init(_ tables: CallTables) {
        vocabulary = tables.headers.map { WordList($0.vocabulary) }
        nothing = tables.headers.map { WordList($0.nothing + tables.nothing) }
        slots = zip(vocabulary, nothing).map { Slot(lengths: $0.lengths | $1.lengths) }
    }

    /// Forgets the event before.
    mutating func clear(_ texts: inout TextStore) {
        event &+= 1
        if event == 0 {
            // What was filled 2^32 events ago must not be taken for this one's.
            for header in slots.indices { slots[header].event = 0 }
            event = 1
        }
        if repaired.isEmpty { return }
        for handle in repaired { texts.release(handle) }
        repaired.removeAll(keepingCapacity: true)
    }

    /// Notes a header's value; of a header that is repeated, the first counts.
    ///
    /// - Parameters:
    ///   - range: Where the value lies in the message.
    ///   - isASCII: Whether the whole message is ASCII; otherwise the value can be anything.
    @inline(__always)
    mutating func fill(
        _ header: Int, _ range: Range<Int>, of message: RawSpan, isASCII: Bool, _ texts: inout TextStore
    ) {
        guard slots[header].event != event, !range.isEmpty else { return }
        var code = Self.other
        if slots[header].lengths >> UInt64(min(range.count, 63)) & 1 != 0 {
            let value = message.extracting(range)
            if nothing[header].find(value) != nil { return }
            if let word = vocabulary[header].find(value) { code = UInt8(word) }
        }
        slots[header].event = event
        slots[header].end = Int32(truncatingIfNeeded: range.upperBound)
        slots[header].place = TextPlace(messageStart: range.lowerBound, count: range.count)
        slots[header].code = code
        if !isASCII { repair(header, message.extracting(range), &texts) }
    }

    private mutating func repair(_ header: Int, _ value: RawSpan, _ texts: inout TextStore) {
        if (try? UTF8Span(validating: Span<UInt8>(_bytes: value))) != nil { return }
        let text = Array(String(repairing: value).utf8)
        let handle = texts.insert(text.span.bytes)
        repaired.append(handle)
        slots[header].place = texts.place(of: handle)
    }

    /// The number of a header's value in its vocabulary.
    func code(_ header: Int) -> UInt8 { has(header) ? slots[header].code : Self.absent }

    /// Whether a header says something.
    func has(_ header: Int) -> Bool { slots[header].event == event }

    /// Where a header's value lies, as text; empty where it says nothing.
    func place(_ header: Int) -> TextPlace { has(header) ? slots[header].place : .empty }

    /// Where a header's value ends in the message.
    func end(_ header: Int) -> Int { has(header) ? Int(slots[header].end) : 0 }
}
