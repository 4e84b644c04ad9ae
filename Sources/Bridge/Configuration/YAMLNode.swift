/// A YAML document's tree with lines, whatever library it was read with.
indirect enum YAMLNode: Sendable, Equatable {
    /// A text as it was written; `isNull` for nothing, `~` and `null` without quotes.
    case scalar(String, isNull: Bool, line: Int)
    /// Values in order.
    case list([YAMLNode], line: Int)
    /// Keys in order; a key that is there twice comes twice.
    case mapping([Entry], line: Int)
    /// What YAML has and a configuration has no use for: what `sign` begins. Whoever writes a password that begins so
    /// means the password.
    case indicator(Indicator, line: Int)

    /// A key and what it stands for.
    struct Entry: Sendable, Equatable {
        /// `nil` for a key that is no text.
        let key: String?
        let line: Int
        let value: YAMLNode
    }

    /// A sign that gives what follows it another meaning.
    enum Indicator: String, Sendable, Equatable {
        /// Something said elsewhere.
        case alias = "*"
        /// A name for what follows.
        case anchor = "&"
        /// A type for what follows.
        case tag = "!"
    }

    /// The line it begins on, from 1.
    var line: Int {
        switch self {
        case .scalar(_, _, let line), .list(_, let line), .mapping(_, let line), .indicator(_, let line): line
        }
    }
}
