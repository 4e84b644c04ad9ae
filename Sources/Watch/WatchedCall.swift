public import Correlator

/// A call on the board.
public struct WatchedCall: Sendable, Equatable {
    /// Its id.
    public var id: String
    /// What it is doing, in a word.
    public var state: String
    /// How that stands to whoever looks.
    public var tone: Tone?
    /// Since when.
    public var since: Timestamp
    /// Its last event.
    public var last: WatchedEvent
    /// When the board knew that it was over; `nil` while it goes on.
    public var endedAt: Timestamp?
    /// Those that came to the board later have more.
    var order: Int
    /// Whether the broker kept its state on this connection, or on the one before.
    var keptBy: Int?

    /// How it ended; `nil` while it goes on, and where nobody saw the end.
    public var ending: WatchedEvent.Ending? { endedAt == nil ? nil : last.ending }
}
