import DequeModule
import Store

/// The messages of a daemon on standby, held until the active one has published them, or for a time.
struct HeldMessages {
    private struct Held {
        var message: StoredMessage
        var eventID: String
        var callID: String
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

    /// - Parameter callID: The id of the call that it is about; empty for a message about none.
    mutating func hold(_ message: StoredMessage, eventID: String, ofCall callID: String) {
        held.append(Held(message: message, eventID: eventID, callID: callID, since: .now))
    }

    /// Removes messages that were published or held long enough, from the oldest on.
    mutating func prune(at now: ContinuousClock.Instant, wasSeen: (String) -> Bool) {
        while let first = held.first, held.count > limit || now - first.since > time || wasSeen(first.eventID) {
            held.removeFirst()
        }
    }

    /// All messages that are still to be published, oldest first: no other daemon has published them, nor a later message
    /// of the same call. A daemon that came late to a call may publish less of it, and nothing follows a `hungup`.
    mutating func take(wasSeen: (String) -> Bool) -> [StoredMessage] {
        defer { held = [] }
        var passed: Set<String> = []
        var due: [StoredMessage] = []
        for message in held.reversed() where !passed.contains(message.callID) {
            if !wasSeen(message.eventID) {
                due.append(message.message)
            } else if !message.callID.isEmpty {
                passed.insert(message.callID)
            }
        }
        return due.reversed()
    }
}
