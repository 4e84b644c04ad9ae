/// Which of several bridges publishes: a value that is told what each says of itself, and decides.
///
/// Each says, in a message of its own that the broker keeps and removes when its connection is lost, that it is there, and
/// whether it is the active one. With each take-over the term rises by one. One that is active stays it. Where none is, the
/// one with the least name becomes it. Where two are, by a network that fell apart and came together again, the one of
/// the later term stays, or of the same term the one with the lesser name.
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

        /// Reads ``text``; what is nothing known is somebody who stands by.
        init(_ text: String) {
            let words = text.split(separator: " ")
            if words.count == 2, words[0] == "active", let term = Int(words[1]), term > 0, term < 1 << 53 {
                self = .active(term: term)
            } else {
                self = .standby
            }
        }

        var term: Int {
            if case .active(let term) = self { term } else { 0 }
        }
    }

    private struct Other {
        var role: Role
        var heard: ContinuousClock.Instant
    }

    /// How long what the broker keeps may take to arrive after what was asked for later.
    static let settling = Duration.seconds(1)
    /// After how long without a word another one counts as gone, should the broker not say so.
    static let silence = Duration.seconds(35)

    let instance: String
    private(set) var role = Role.standby
    private var others: [String: Other] = [:]
    private var latestTerm = 0
    /// When what the broker keeps of the others is known; `nil` before its own word has come back.
    private var settled: ContinuousClock.Instant?

    init(instance: String) {
        self.instance = instance
    }

    /// The connection is lost: what the others do is not known until it is back.
    mutating func disconnected() {
        settled = nil
        others = [:]
    }

    /// Somebody said what they are; an empty text, that they are gone.
    mutating func heard(_ name: String, _ text: String, isRetained: Bool, at now: ContinuousClock.Instant) {
        latestTerm = max(latestTerm, Role(text).term)
        if name == instance {
            // What the broker kept of before says nothing of now.
            if settled == nil, !isRetained, text == role.text { settled = now + Self.settling }
            return
        }
        others[name] = text.isEmpty ? nil : Other(role: Role(text), heard: now)
    }

    /// Decides; whether the role is another one now.
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
            role = .active(term: latestTerm + 1)
            latestTerm += 1
        }
        return true
    }
}
