/// What a trigger led to. All numbers are those of the tables, and of `BehaviourNames`.
public struct ObservedTransition: Sendable, Hashable {
    /// The call's id; empty where it happened outside of any call.
    public var call: String
    /// The trigger.
    public var trigger: Int
    /// The rule that was taken.
    public var rule: Int
    /// The state before; -1 outside of any call.
    public var from: Int
    /// The state after; the same as before where it stays.
    public var to: Int

    /// A transition.
    public init(call: String, trigger: Int, rule: Int, from: Int, to: Int) {
        self.call = call
        self.trigger = trigger
        self.rule = rule
        self.from = from
        self.to = to
    }
}
