/// A piece of a message's payload in the machine.
enum Piece {
    /// JSON as it stands, among the machine's bytes: keys, and fields that never change.
    case json(Slice)
    /// A field of a value. The key is JSON as it stands; `isOptional` leaves it out where there is no value.
    case field(key: Slice, Value, isOptional: Bool)

    /// What a field holds; slices of operands of which the first counts that says something.
    enum Value {
        case text(Slice)
        case number(Slice)
        case headersAfter(Int32)
        case flag(Operand)
        case time(Slice)
        /// One of the machine's JSON words, by number.
        case word(Operand, Slice)
        /// One of the machine's JSON words for each value of a header's vocabulary, and a last one for all others; an
        /// empty one says nothing.
        case headerWord(Int32, Slice)
        case party(number: Slice, name: Slice)
        case seconds(from: Slice, to: Slice)
        case parties(number: Slice, name: Slice, tests: Slice)
        case eventID
        case sequence
        case variables
    }

    /// Whether it is another one each time, though nothing else changed.
    var isOfTime: Bool {
        switch self {
        case .field(_, .time, _), .field(_, .seconds, _), .field(_, .eventID, _), .field(_, .sequence, _): true
        case .field, .json: false
        }
    }
}
