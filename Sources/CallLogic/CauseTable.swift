/// A hangup cause: its name, code and texts.
public struct CauseTable: Sendable, Hashable {
    /// Its name, in snake case.
    public var name: String
    /// Its code by ITU-T Q.850, as Asterisk numbers it; `nil` for one that Q.850 does not have.
    public var code: Int?
    /// A sentence for people.
    public var description: String

    /// A cause's table.
    public init(_ name: String, code: Int? = nil, _ description: String) {
        self.name = name
        self.code = code
        self.description = description
    }
}
