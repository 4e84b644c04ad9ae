/// What a trigger does to a call in a state.
public struct TransitionDeclaration: Sendable {
    /// Why it is there, in a sentence; empty where the spec doesn't say.
    public var about = ""
    /// The states it starts from; empty for all that are not final.
    public var from: [Specification.Name] = []
    /// Whether it is for what happens outside of any call.
    public var isOutside = false
    /// The triggers that set it off.
    public var on: [Specification.Name] = []
    /// What else must hold.
    public var conditions: [ConditionExpression] = []
    /// The state it leads to; `nil` to stay.
    public var to: Specification.Name?
    /// What is done.
    public var actions: [ActionDeclaration] = []
    /// Where it stands.
    public var location: SourceLocation
}
