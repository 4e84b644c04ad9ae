import DequeModule

/// Finds the message at which a broker closes the connection, and keeps it where it holds up nothing.
///
/// MQTT 3.1.1 has no other answer to a message that a broker does not take: one that is too large, or to a topic that is
/// not allowed. Sent first on every connection, it would keep all others back for ever. So after some connections in a
/// row that ended with nothing acknowledged, messages are sent one at a time, and the one at which the connection ends
/// again and again is set aside.
struct Quarantine {
    /// What became of a message that was in flight alone when the connection ended.
    enum Verdict {
        case innocent
        case guilty
    }

    private struct Inmate {
        var kept: KeptMessage
        var due: ContinuousClock.Instant
    }

    /// Connections that end with nothing acknowledged before messages go one at a time.
    private static let closingsToSearch = 2
    /// Times that the connection has to end at one message before it is set aside.
    private static let strikesToGuilt = 2
    /// The most messages set aside.
    static let limit = 1_000

    private let firstWait: Duration
    private var inmates: Deque<Inmate> = []
    private var closings = 0
    private var strikes = 0
    /// How many messages are still to pass alone before the window is opened again.
    private var toPassAlone = 0
    private(set) var guiltyInRow = 0

    /// - Parameter firstWait: until a message that was set aside is tried again; it doubles from one time to the next,
    ///   up to 64 times as long.
    init(firstWait: Duration) {
        self.firstWait = firstWait
    }

    var count: Int { inmates.count }
    var isFull: Bool { inmates.count >= Self.limit }

    /// Whether messages are to be sent one at a time.
    var isSearching: Bool { toPassAlone > 0 }

    /// The broker took a message: it closes the connection not at all of them.
    mutating func passed() {
        if toPassAlone > 0 { toPassAlone -= 1 }
        closings = 0
        strikes = 0
        guiltyInRow = 0
    }

    /// A connection ended for what may be a message, with so many in flight.
    mutating func closed(inFlight: Int, isSaidOfMessage: Bool) -> Verdict {
        if isSearching {
            if inFlight == 1 { strikes += 1 }
            if strikes < Self.strikesToGuilt { return .innocent }
            strikes = 0
            closings = 0
            toPassAlone = 0
            guiltyInRow += 1
            return .guilty
        }
        if inFlight == 0 { return .innocent }
        closings += 1
        if isSaidOfMessage || closings >= Self.closingsToSearch { toPassAlone = inFlight }
        return .innocent
    }

    /// Sets a message aside; for how long.
    mutating func add(_ kept: KeptMessage) -> Duration {
        var kept = kept
        kept.progress = .waiting
        kept.wasSent = true
        let wait = firstWait * (1 << min(Int(kept.trials), 6))
        kept.trials = min(kept.trials, 254) + 1
        let due = ContinuousClock.now + wait
        // By when they are due; of those with the same wait, in their order.
        let place = inmates.lastIndex { $0.due <= due }.map { $0 + 1 } ?? 0
        inmates.insert(Inmate(kept: kept, due: due), at: place)
        return wait
    }

    /// Whether one is to be tried again.
    var isDue: Bool { inmates.first.map { $0.due <= .now } ?? false }

    /// Takes out the one that has waited longest for its turn.
    mutating func take() -> KeptMessage { inmates.removeFirst().kept }
}
