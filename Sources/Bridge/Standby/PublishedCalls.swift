/// How far other daemons have published the calls, on the way from the broker to the session.
struct PublishedCalls {
    /// The number of a call's last event.
    typealias Published = (callID: String, sequence: Int)

    private let limit: Int
    private var latest: [String: Int] = [:]

    /// - Parameter limit: The most calls that wait to be taken. What comes beyond is dropped: the retained state of the
    ///   call still says it at a take-over.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes note of an event of a call, or of its retained state, which has its last event in it.
    ///
    /// - Parameters:
    ///   - topic: The topic below that of all calls.
    ///   - field: Where an event has its number.
    mutating func note(_ payload: [UInt8], at topic: Substring, field: String) {
        guard let sequence = SeenEvents.number(of: field, in: payload), let end = topic.firstIndex(of: "/") else {
            return
        }
        let callID = String(topic[..<end])
        guard latest[callID] != nil || latest.count < limit else { return }
        latest[callID] = max(latest[callID] ?? 0, sequence)
    }

    /// What was published since this was last asked.
    mutating func take() -> [Published] {
        if latest.isEmpty { return [] }
        defer { latest.removeAll(keepingCapacity: latest.count < 1_000) }
        return latest.map { ($0.key, $0.value) }
    }
}
