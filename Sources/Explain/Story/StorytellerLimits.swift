/// How much a ``Storyteller`` keeps; the rest is counted.
public struct StorytellerLimits: Sendable {
    /// The steps of one call.
    public var stepsOfCall: Int
    /// The channels of one call.
    public var lanesOfCall: Int
    /// The steps of all stories in progress.
    public var steps: Int
    /// The bytes of one event.
    public var bytesOfEvent: Int

    /// Limits; by default some 400 MB at the very most, and a hundredth of that in practice.
    public init(
        stepsOfCall: Int = 5000, lanesOfCall: Int = 1000, steps: Int = 100_000, bytesOfEvent: Int = 4096
    ) {
        self.stepsOfCall = stepsOfCall
        self.lanesOfCall = lanesOfCall
        self.steps = steps
        self.bytesOfEvent = bytesOfEvent
    }
}
