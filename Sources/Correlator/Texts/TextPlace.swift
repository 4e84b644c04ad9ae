/// Where a text lies: in the message at hand, or in the ``TextStore``. It is looked at there, and only copied where it is
/// to be remembered.
struct TextPlace {
    /// No text.
    static let empty = TextPlace(messageStart: 0, count: 0)
    private static let inMessage = UInt32.max
    private static let part = UInt32.max - 1

    /// The handle of a text in the store; one of the marks for what has none.
    private let owner: UInt32
    private let length: Int32
    /// Where it begins, in bytes of the message or of the store.
    let start: Int

    /// A text of the store.
    init(handle: UInt32, start: Int, count: Int) {
        owner = handle
        self.start = start
        length = Int32(truncatingIfNeeded: count)
    }

    /// A part of the message.
    init(messageStart: Int, count: Int) {
        owner = Self.inMessage
        start = messageStart
        length = Int32(truncatingIfNeeded: count)
    }

    var isInMessage: Bool { owner == Self.inMessage }
    /// The handle of the text that this is the whole of; `nil` for a part of one, and in the message.
    var handle: UInt32? { owner < Self.part ? owner : nil }
    var count: Int { Int(length) }
    var isEmpty: Bool { length == 0 }

    /// A piece of it; offsets are from its own start.
    func part(_ range: Range<Int>) -> TextPlace {
        if isInMessage { return TextPlace(messageStart: start + range.lowerBound, count: range.count) }
        return TextPlace(handle: Self.part, start: start + range.lowerBound, count: range.count)
    }
}
