/// What a header can still say while an event is worked on: a bit for each kind of thing.
enum HeaderValues {
    /// Nothing.
    static let none: UInt64 = 1
    /// A text that no condition asks for, and that is no number.
    static let text: UInt64 = 2
    /// A number that no condition asks for.
    static let number: UInt64 = 4
    /// Something that no condition asks for.
    static let others: UInt64 = text | number

    /// The bit of a word of the header's vocabulary.
    static func word(_ place: Int) -> UInt64 { 1 << UInt64(place + 3) }

    /// Anything at all that is a number.
    static func numbers(_ vocabulary: [String]) -> UInt64 {
        vocabulary.indices.filter { integer(vocabulary[$0]) != nil }.reduce(number) { $0 | word($1) }
    }

    /// The bit of a value that no condition asks for.
    static func bit(of value: String) -> UInt64 { integer(value) == nil ? text : number }

    /// The number that a text is, read as the runtime reads it: digits, and perhaps a minus before them.
    static func integer(_ text: String) -> Int? { text.hasPrefix("+") ? nil : Int(text) }
}
