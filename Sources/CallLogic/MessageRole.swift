/// What a message counts as for whoever shows or counts calls, whatever its name is.
public enum MessageRole: String, Sendable, CaseIterable {
    /// Phones ring for the call.
    case rings
    /// Somebody took the call.
    case answered
    /// The call has ended, and no event of it follows.
    case end
    /// What a phone is doing: the broker keeps it, and the value in its topic names the phone.
    case lamp
    /// Who waits at a place until somebody takes them, and who could: the broker keeps it, the value in its topic names the
    /// place, and its numbers say how many.
    case queue

    /// Whether it is about something that is there without a call, and that the broker keeps.
    public var isOfThing: Bool { self == .lamp || self == .queue }
}
