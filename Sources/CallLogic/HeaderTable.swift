/// What the runtime has to know of a header.
public struct HeaderTable: Sendable, Hashable {
    /// The header's name.
    public var name: String
    /// The values that conditions ask for; a value's place is its number.
    public var vocabulary: [String]
    /// Values that stand for nothing.
    public var nothing: [String]

    /// A header's table.
    public init(_ name: String, vocabulary: [String] = [], nothing: [String] = []) {
        self.name = name
        self.vocabulary = vocabulary
        self.nothing = nothing
    }
}
