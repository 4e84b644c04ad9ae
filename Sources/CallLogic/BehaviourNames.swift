/// What the parts of a behaviour are called and what its spec says of them: for explanations. A `Correlator` needs
/// none of it, so it is kept apart from its ``CallTables``.
public struct BehaviourNames: Sendable, Hashable {
    /// A state.
    public struct State: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// What it means, in a sentence.
        public var about: String

        /// A state's names.
        public init(_ name: String, _ about: String) {
            self.name = name
            self.about = about
        }
    }

    /// A trigger.
    public struct Trigger: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// The AMI event, timer or occurrence that it is made of.
        public var on: String
        /// What it means, in a sentence.
        public var about: String
        /// What must hold, a few words each.
        public var conditions: [String]

        /// A trigger's names.
        public init(_ name: String, on: String, _ about: String, when conditions: [String] = []) {
            self.name = name
            self.on = on
            self.about = about
            self.conditions = conditions
        }
    }

    /// A transition.
    public struct Rule: Sendable, Hashable {
        /// The line of the spec where it stands.
        public var line: Int
        /// Why it is there, in the spec's words; empty where they say nothing.
        public var about: String
        /// What must hold besides the state and the trigger, a few words each.
        public var conditions: [String]
        /// What it does, in order, a few words each.
        public var actions: [String]

        /// A transition's names.
        public init(line: Int, _ about: String = "", when conditions: [String] = [], does actions: [String]) {
            self.line = line
            self.about = about
            self.conditions = conditions
            self.actions = actions
        }
    }

    /// The states, by number.
    public var states: [State]
    /// The triggers, by number.
    public var triggers: [Trigger]
    /// The transitions, by number.
    public var rules: [Rule]

    /// The names of a behaviour.
    public init(states: [State], triggers: [Trigger], rules: [Rule]) {
        self.states = states
        self.triggers = triggers
        self.rules = rules
    }
}
