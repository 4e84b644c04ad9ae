public import Correlator

/// An AMI event or the end of a timer, with its effects on one call.
public struct StoryStep: Sendable {
    /// What it was.
    public enum Source: Sendable, Hashable {
        /// An AMI event, by its number in the tables.
        case event(Int)
        /// The end of a timer, by its number in the tables.
        case timer(Int)
    }

    /// When it happened.
    public var time: Timestamp
    /// What it was.
    public var source: Source
    /// The headers of the event; empty for a timer.
    public var headers: [StoryHeader]
    /// Whether headers were cut off.
    public var isCut: Bool
    /// The lane of the channel that it is about; `nil` for none.
    public var lane: Int?
    /// The lane of the second channel; `nil` for none.
    public var peer: Int?
    /// Its effects, in order.
    public var notes: [StoryNote] = []

    /// The transitions among the notes.
    public var transitions: [ObservedTransition] {
        notes.compactMap { if case .transition(let transition) = $0 { transition } else { nil } }
    }

    /// The messages among the notes.
    public var messages: [CallEvent] {
        notes.compactMap { if case .message(let message) = $0 { message } else { nil } }
    }
}
