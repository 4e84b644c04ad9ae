/// States that have a name together.
public struct StateGroupDeclaration: Sendable {
    /// Their name.
    public var name: Specification.Name
    /// The states.
    public var states: [Specification.Name] = []
}
