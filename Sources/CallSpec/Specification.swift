public import CallLogic

/// A spec as it is written: every name with its place, nothing looked up yet.
public struct Specification: Sendable {
    /// The file it was read from.
    public var identity = SpecIdentity(name: "", hash: "")
    /// What the spec is for, in a line.
    public var title = ""
    /// What is heard of AMI.
    public var ami = AMIDeclaration()
    /// What is remembered of each call.
    public var callFacts: [FactDeclaration] = []
    /// What is remembered of each channel.
    public var channelFacts: [FactDeclaration] = []
    /// What is there besides calls and channels.
    public var things: [ThingDeclaration] = []
    /// How long a call can wait for something.
    public var timers: [TimerDeclaration] = []
    /// Conditions under a name.
    public var conditions: [Definition<[ConditionExpression]>] = []
    /// Values under a name.
    public var values: [Definition<ValueExpression>] = []
    /// Lists of actions under a name.
    public var actions: [Definition<[ActionDeclaration]>] = []
    /// Groups of states.
    public var stateGroups: [StateGroupDeclaration] = []
    /// The names of groups of triggers.
    public var triggerGroups: [Name] = []
    /// What can happen, in the order in which it is looked for.
    public var triggers: [TriggerDeclaration] = []
    /// The states of a call; the first is where it begins.
    public var states: [StateDeclaration] = []
    /// What moves a call from state to state.
    public var transitions: [TransitionDeclaration] = []
    /// The fields that every message about a call begins with.
    public var openingFields: [FieldDeclaration] = []
    /// The fields that every message about a call ends with.
    public var closingFields: [FieldDeclaration] = []
    /// What is said.
    public var messages: [MessageDeclaration] = []
    /// What Asterisk is taken to keep to.
    public var assumptions: [AssumptionDeclaration] = []
    /// What must be true of every call.
    public var invariants: [InvariantDeclaration] = []
    /// Whether the causes of Q.850 are there by themselves.
    public var hasQ850 = false
    /// Why calls end.
    public var causes: [CauseDeclaration] = []
    /// Names whose declarations have faults: these are reported there, and not wherever the name is used.
    public var doubtful: Set<Name> = []
    /// Whether all parts were found where they belong, so that it can be said of a name that it is not declared.
    public var hasAllParts = true
    /// Whether every part has the shape that it must have.
    public var isWellFormed = true
    /// Texts that stand where a reference could.
    public var texts: [TextUse] = []

    /// All facts, with what owns them.
    var factsByOwner: [(owner: String, facts: [FactDeclaration])] {
        [("call", callFacts), ("channel", channelFacts)] + things.map { ($0.name.text, $0.facts) }
    }

    /// Something that is declared once and used by its name.
    public struct Definition<Content: Sendable>: Sendable {
        /// Its name.
        public var name: Name
        /// What the name stands for.
        public var content: Content
    }

    /// A text in the place of a value.
    public struct TextUse: Sendable {
        /// The text and its place.
        public var text: Name
        /// Whether it is all that a fact or a field is given.
        public var isWhole: Bool
    }

    /// A name and its place.
    public struct Name: Sendable, Hashable {
        /// The name.
        public var text: String
        /// Where it stands.
        public var location: SourceLocation
    }
}
