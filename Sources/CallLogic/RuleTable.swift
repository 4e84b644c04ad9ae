/// A transition: what must hold, where it leads and what is done.
public struct RuleTable: Sendable, Hashable {
    /// What must hold.
    public var conditions: [Condition]
    /// The state it leads to; `nil` to stay.
    public var to: Int?
    /// What is done, in order.
    public var actions: [Action]

    /// A transition's table.
    public init(when conditions: [Condition] = [], to: Int? = nil, do actions: [Action] = []) {
        self.conditions = conditions
        self.to = to
        self.actions = actions
    }
}
