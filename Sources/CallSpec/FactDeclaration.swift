/// Something that is remembered of a call or a channel.
public struct FactDeclaration: Sendable {
    /// What can be remembered.
    public enum Kind: String, Sendable, CaseIterable {
        /// True or false.
        case flag
        /// A whole number.
        case number
        /// A moment.
        case time
        /// A text.
        case text
        /// An extension and a name.
        case party
        /// One of the causes.
        case cause
        /// One of a closed set of words.
        case word
    }

    /// Its name.
    public var name: Specification.Name
    /// What it is.
    public var kind: Kind
    /// What it means, in a sentence.
    public var about = ""
    /// The words it can be, for a `word`.
    public var words: [Specification.Name] = []
    /// A flag that is neither true nor false until it is set.
    public var startsUnknown = false
    /// A flag that follows from a channel's name: the patterns that it must match one of.
    public var names: [String] = []
    /// A flag that follows from a channel's name and a list of patterns in the configuration, such as `trunks`.
    public var namesFrom: Specification.Name?
    /// What a number can be; any other counts as not set.
    public var between: ClosedRange<Int>?
}
