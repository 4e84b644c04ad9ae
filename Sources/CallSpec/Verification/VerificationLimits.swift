/// How much a ``Verifier`` looks at.
public struct VerificationLimits: Sendable {
    /// The most channels there are at a time. One that ended makes room for another, so that a run can have any number.
    public var channels: Int
    /// The most calls there are at a time, 1 or 2.
    public var calls: Int
    /// The most states that are explored for one claim in one round, before it stays undecided.
    public var states: Int

    /// Limits; by default three channels and two calls.
    public init(channels: Int = 3, calls: Int = 2, states: Int = 200_000) {
        self.channels = channels
        self.calls = calls
        self.states = states
    }
}
