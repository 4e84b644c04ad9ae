public import Correlator

/// What happened in one call, and why each event was published.
public struct Story: Sendable {
    /// The call's id; empty for events outside of calls.
    public var callID: String
    /// When it began.
    public var beganAt: Timestamp
    /// When it ended; `nil` if the recording ended before.
    public var endedAt: Timestamp?
    /// The call that it merged into; empty for none.
    public var mergedInto = ""
    /// Its channels, in order of appearance.
    public var lanes: [StoryLane] = []
    /// What happened, in order.
    public var steps: [StoryStep] = []
    /// How many further steps and channels were not kept.
    public var omitted = 0

    /// All messages, in order.
    public var messages: [CallEvent] { steps.flatMap(\.messages) }
}
