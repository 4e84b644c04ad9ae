/// What the runtime has to know of a number that it keeps of a call or a channel.
public struct FactTable: Sendable {
    /// What it begins as.
    public enum Start: Sendable {
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
    /// Whether 16 bits hold all that it can be: it is a flag, a cause or one of a set of words.
    public var isSmall: Bool

    /// A fact's table.
    public init(_ name: String, _ start: Start, isSmall: Bool = false) {
        self.name = name
        self.start = start
        self.isSmall = isSmall
    }
}
