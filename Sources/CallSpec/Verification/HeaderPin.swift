/// What a header was found to say, where it is none of the words that conditions ask for.
enum HeaderPin: Hashable {
    case number(Int)
    case text(String)

    /// As the header says it.
    var text: String {
        switch self {
        case .number(let number): String(number)
        case .text(let text): text
        }
    }
}
