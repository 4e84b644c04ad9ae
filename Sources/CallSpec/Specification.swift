/// A spec as it is written: every name with its place, nothing looked up yet.
public struct Specification: Sendable {
    /// What the spec is for, in a line.
    public var title = ""
    /// What is heard of AMI.
    public var ami = AMIDeclaration()
    /// What is remembered of each call.
    public var callFacts: [FactDeclaration] = []
    /// What is remembered of each channel.
    public var channelFacts: [FactDeclaration] = []
    /// How long a call can wait for something.
    public var timers: [TimerDeclaration] = []
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
    /// What must be true of every call.
    public var invariants: [InvariantDeclaration] = []
    /// Why calls end.
    public var causes: [CauseDeclaration] = []

    /// A name and its place.
    public struct Name: Sendable, Hashable {
        /// The name.
        public var text: String
        /// Where it stands.
        public var location: SourceLocation
    }
}
