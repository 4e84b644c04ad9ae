/// Why an action was not sent.
public enum AMIActionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A header's name isn't letters, digits, `-` and `_`, or is one that the session writes itself.
    case invalidName(String)
    /// The value of the header named holds CR, LF or NUL: it could forge headers.
    case invalidValue(header: String)
    /// The header named makes a line of more than 1,000 bytes, which Asterisk doesn't read.
    case tooLong(header: String)
    /// The session is over.
    case sessionEnded
    /// More than 1 MiB of actions wait to be written.
    case backlogged

    /// The mistake, without the value.
    public var description: String {
        switch self {
        case .invalidName(let name): "an action can't have a header named \(PeerText.quoted(name))"
        case .invalidValue(let header): "the value of \(header) contains a line end or NUL"
        case .tooLong(let header): "the value of \(header) is longer than a line that Asterisk reads"
        case .sessionEnded: "the AMI session has ended"
        case .backlogged: "too many AMI actions wait to be sent"
        }
    }
}
