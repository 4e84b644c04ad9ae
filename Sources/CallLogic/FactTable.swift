/// What the runtime has to know of a number that it keeps of a call or a channel.
public struct FactTable: Sendable, Hashable {
    /// What it can be.
    public enum Kind: String, Sendable {
        /// True or false.
        case flag
        /// Any whole number.
        case number
        /// A moment.
        case time
        /// A cause, by number.
        case cause
        /// One of a set of words, by number.
        case word
    }

    /// What it begins as.
    public enum Start: Sendable, Hashable {
        /// Nothing is known.
        case unset
        /// False, or none.
        case zero
        /// Whether the channel's name matches one of these patterns.
        case nameMatches([String])
        /// Whether the channel's name matches one of the configured trunks; nothing, where none is configured.
        case nameIsTrunk
    }

    /// The fact's name in the spec.
    public var name: String
    /// What it begins as.
    public var start: Start
    /// What it can be.
    public var kind: Kind
    /// What it can be set to; another number is as if nothing had been said.
    public var between: ClosedRange<Int64>?

    /// A fact's table.
    public init(_ name: String, _ kind: Kind, _ start: Start, between: ClosedRange<Int64>? = nil) {
        self.name = name
        self.kind = kind
        self.start = start
        self.between = between
    }
}
