/// Decides which of several daemons publishes.
///
/// Each daemon has a retained message with its role, which its last will clears. Each take-over increases the term by
/// one. An active daemon stays active. If none is active, the one with the smallest name becomes active. If two are
/// active after a network partition, the one with the later term stays; with equal terms, the one with the smaller
/// name.
struct Election {
    enum Role: Equatable {
        case standby
        case active(term: Int)

        /// As it is published.
        var text: String {
            switch self {
            case .standby: "standby"
            case .active(let term): "active \(term)"
            }
        }

        /// Reads ``text``; anything unknown is a standby.
        init(_ text: String) {
            let words = text.split(separator: " ")
            if words.count == 2, words[0] == "active", let term = Int(words[1]),
                (1...Self.latestTerm).contains(term)
            {
                self = .active(term: term)
            } else {
                self = .standby
            }
        }

        /// The highest term. It does not increase further; the smaller name decides then.
        fileprivate static let latestTerm = 1 << 52

        var term: Int {
            if case .active(let term) = self { term } else { 0 }
        }
    }

    private struct Other {
        var role: Role
        var heard: ContinuousClock.Instant
    }

    /// How long retained messages may take to arrive after the daemon's own message has come back.
    static let settling = Duration.seconds(1)
    /// After how long without a message another daemon counts as gone, should the broker not send its last will.
    static let silence = Duration.seconds(35)

    /// The most other daemons that are remembered.
    private static let mostOthers = 1_000

    let instance: String
    private(set) var role = Role.standby
    private var others: [String: Other] = [:]
    private var latestTerm = 0
    /// When the roles of the others are known; `nil` before its own message has come back.
    private var settled: ContinuousClock.Instant?

    init(instance: String) {
        self.instance = instance
    }

    /// Whether its own message has come back on this connection.
    var hasSettled: Bool { settled != nil }

    /// The connection is lost: the roles of the others are unknown until it is back.
    mutating func disconnected() {
        settled = nil
        others = [:]
    }

    /// Takes the role of a daemon; an empty text means that it is gone.
    mutating func heard(_ name: String, _ text: String, isRetained: Bool, at now: ContinuousClock.Instant) {
        latestTerm = max(latestTerm, Role(text).term)
        if name == instance {
            // A retained message of an earlier run proves nothing.
            if settled == nil, !isRetained, text == role.text { settled = now + Self.settling }
            return
        }
        if text.isEmpty {
            others[name] = nil
        } else if others[name] != nil || others.count < Self.mostOthers {
            others[name] = Other(role: Role(text), heard: now)
        }
    }

    /// Decides. Returns whether the role has changed.
    mutating func decide(at now: ContinuousClock.Instant) -> Bool {
        guard let settled, settled <= now else { return false }
        others = others.filter { now - $0.value.heard < Self.silence }
        let rival = others.filter { $0.value.role != .standby }
            .max { ($0.value.role.term, $1.key) < ($1.value.role.term, $0.key) }
        switch role {
        case .active(let term):
            guard let rival, (rival.value.role.term, instance) > (term, rival.key) else { return false }
            role = .standby
        case .standby:
            guard rival == nil, others.keys.allSatisfy({ $0 > instance }) else { return false }
            latestTerm = min(latestTerm + 1, Role.latestTerm)
            role = .active(term: latestTerm)
        }
        return true
    }
}
