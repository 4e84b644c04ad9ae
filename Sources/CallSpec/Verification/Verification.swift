/// What came of proving one claim of a spec.
public struct Verification: Sendable {
    /// What came of it.
    public enum Verdict: Sendable {
        /// It holds in every state that can be come to.
        case proven
        /// It does not: the shortest story that shows it.
        case broken(Story)
        /// There were more states than were to be looked at.
        case undecided
    }

    /// The claim.
    public var invariant: CallProgram.Invariant
    /// What it says, in words.
    public var claim: String
    /// What came of it.
    public var verdict: Verdict
    /// How many states were seen, in all rounds.
    public var states = 0
    /// How many events were tried in them.
    public var transitions = 0
    /// How often it was begun anew with more facts kept track of.
    public var rounds = 0
    /// How many facts had to be kept track of.
    public var facts = 0
    /// How long it took, in seconds.
    public var seconds = 0.0
}
