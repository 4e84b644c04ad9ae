import DequeModule
import Store

/// The messages of a daemon on standby, held until the active one has published them, or for a time.
struct HeldMessages {
    private struct Held {
        var message: StoredMessage
        var eventID: String
        var since: ContinuousClock.Instant
    }

    /// How long a message is held: longer than it takes to be sure that the active daemon is gone.
    private let time: Duration
    /// The most messages that are held.
    private let limit: Int
    private var held: Deque<Held> = []

    init(time: Duration, limit: Int) {
        self.time = time
        self.limit = limit
    }

    var isEmpty: Bool { held.isEmpty }

    mutating func hold(_ message: StoredMessage, eventID: String) {
        held.append(Held(message: message, eventID: eventID, since: .now))
    }

    /// Removes messages that were published or held long enough, from the oldest on.
    mutating func prune(at now: ContinuousClock.Instant, wasSeen: (String) -> Bool) {
        while let first = held.first, held.count > limit || now - first.since > time || wasSeen(first.eventID) {
            held.removeFirst()
        }
    }

    /// All messages that no other daemon has published, oldest first.
    mutating func take(wasSeen: (String) -> Bool) -> [StoredMessage] {
        defer { held = [] }
        return held.filter { !wasSeen($0.eventID) }.map(\.message)
    }
}
