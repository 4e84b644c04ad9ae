/// What a trigger does to a call in a state.
public struct TransitionDeclaration: Sendable {
    /// Why it is there, in a sentence; empty where the spec doesn't say.
    public var about = ""
    /// The states it starts from; empty for all that are not final.
    public var from: [Specification.Name] = []
    /// The states that the transition starts from of which it is a case; empty where it is none, or all that are not final.
    public var outerFrom: [Specification.Name] = []
    /// Whether it is for what happens outside of any call.
    public var isOutside = false
    /// Whether it is the same in any state of a call, and outside of any: it is about things.
    public var isAnywhere = false
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
