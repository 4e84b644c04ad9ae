/// A state that a call can be in.
public struct StateDeclaration: Sendable {
    /// Its name.
    public var name: Specification.Name
    /// What it means, in a sentence.
    public var about = ""
    /// Whether the call is over.
    public var isFinal = false
    /// What is done whenever a transition leads to it, after what that does itself.
    public var enter: [ActionDeclaration] = []
}
