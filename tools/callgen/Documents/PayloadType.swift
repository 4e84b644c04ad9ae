import CallSpec

/// What a field of a payload holds, as a reader of the JSON sees it.
enum PayloadType {
    /// Always this text.
    case constant(String)
    /// A text for people.
    case sentence
    /// A text.
    case text
    /// A whole number.
    case integer
    /// A whole number from 1 on.
    case count
    /// True or false.
    case flag
    /// RFC 3339, in UTC, with milliseconds.
    case moment
    /// Seconds, to the millisecond, never negative.
    case seconds
    /// One of these.
    case word([String])
    /// The name of a cause.
    case causeName
    /// An extension and, where there is one, a name.
    case party
    /// Any number of parties.
    case parties
    /// An object of any texts.
    case texts

    /// The type of what the field `content` of the message `message` writes.
    init(_ content: CallProgram.Field.Content, message: MessageDeclaration) {
        self =
            switch content {
            case .text(let sources):
                if case .text(let text)? = sources.first { .constant(text) } else { .text }
            case .eventID, .pbx: .text
            case .headersAfter, .variables: .texts
            case .number: .integer
            case .sequence: .count
            case .flag: .flag
            case .time: .moment
            case .seconds: .seconds
            case .word(_, let words): .word(words)
            case .headerWord(_, let words, let otherwise):
                .word(
                    (words + [otherwise]).compactMap(\.self).reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
            case .causeName: .causeName
            case .causeDescription, .description: .sentence
            case .party: .party
            case .parties: .parties
            case .ownName: .constant(message.name.text)
            }
    }
}
