import DequeModule
import Store

/// What one that stands by would have published, kept until the active one was seen to publish it, or for a time.
struct HeldMessages {
    private struct Held {
        var message: StoredMessage
        var eventID: String
        var since: ContinuousClock.Instant
    }

    /// How long a message is kept: longer than it takes to be sure that the active one is gone.
    private let time: Duration
    /// How many are kept at most.
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

    /// Lets go of what was seen, or has been kept long enough, from the oldest on.
    mutating func prune(at now: ContinuousClock.Instant, wasSeen: (String) -> Bool) {
        while let first = held.first, held.count > limit || now - first.since > time || wasSeen(first.eventID) {
            held.removeFirst()
        }
    }

    /// All that nobody was seen to publish, oldest first.
    mutating func take(wasSeen: (String) -> Bool) -> [StoredMessage] {
        defer { held = [] }
        return held.filter { !wasSeen($0.eventID) }.map(\.message)
    }
}
