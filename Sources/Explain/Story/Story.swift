public import Correlator

/// What happened in one call, and why that was said of it which was said.
public struct Story: Sendable {
    /// The call's id; empty for what happened outside of any call.
    public var callID: String
    /// When it began.
    public var beganAt: Timestamp
    /// When it ended; `nil` where the recording ended before.
    public var endedAt: Timestamp?
    /// The call that it became one with; empty for none.
    public var mergedInto = ""
    /// Its channels, in the order in which they came.
    public var lanes: [StoryLane] = []
    /// What happened, in order.
    public var steps: [StoryStep] = []
    /// How many steps and channels more there were than are kept.
    public var omitted = 0

    /// All messages, in order.
    public var messages: [CallEvent] { steps.flatMap(\.messages) }
}
