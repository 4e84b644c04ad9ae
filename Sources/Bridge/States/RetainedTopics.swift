/// Retained messages: one payload per topic, of which only the last counts. Keeps track of those still to be published.
struct RetainedTopics {
    /// How many topics there can be; it is far beyond what a PBX has of phones and calls.
    static let limit = 200_000

    private var payloads: [String: [UInt8]] = [:]
    /// The hashes of the payloads before these: what comes back may be older than what is on its way.
    private var earlier: [String: Int] = [:]
    /// Topics still to be published, in the order in which they changed; without a payload, the topic is cleared.
    private var changed: [String] = []
    private var isChanged: Set<String> = []
    /// Whether there is something to tell.
    var hasChanges: Bool { !changed.isEmpty }

    /// The broker is to keep this; nothing happens where it does.
    ///
    /// - Returns: Whether the topic is a new one.
    @discardableResult
    mutating func set(_ topic: String, to payload: [UInt8]) -> Bool {
        let before = payloads[topic]
        if before == payload { return false }
        guard before != nil || payloads.count < Self.limit else { return false }
        payloads[topic] = payload
        earlier[topic] = before?.hashValue
        note(topic)
        return before == nil
    }

    /// The broker keeps this, and is to keep it.
    mutating func adopt(_ payload: [UInt8], at topic: String) {
        guard payloads.count < Self.limit else { return }
        payloads[topic] = payload
    }

    /// The broker is to keep nothing there any more.
    mutating func clear(_ topic: String) {
        guard payloads.removeValue(forKey: topic) != nil else { return }
        earlier[topic] = nil
        note(topic)
    }

    /// The broker is to keep nothing any more at topics of a kind.
    mutating func clear(where isMeant: (String) -> Bool) {
        for topic in payloads.keys.sorted() where isMeant(topic) { clear(topic) }
    }

    /// Whether something is to be kept there.
    func contains(_ topic: String) -> Bool { payloads[topic] != nil }

    /// What is to be kept at topics of a kind.
    func kept(where isMeant: (String) -> Bool) -> [(topic: String, payload: [UInt8])] {
        payloads.filter { isMeant($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The broker has this retained message. If it is not the right one, that will be published.
    ///
    /// - Returns: Whether it will.
    @discardableResult
    mutating func found(_ payload: [UInt8], at topic: String) -> Bool {
        guard payloads[topic] != payload, isChanged.count < Self.limit else { return false }
        note(topic)
        return true
    }

    /// Whether a payload is the one that was published there before the latest.
    func isEarlier(_ payload: [UInt8], at topic: String) -> Bool { earlier[topic] == payload.hashValue }

    /// A broker that may have nothing or outdated messages: everything is published to it.
    mutating func tellAll() {
        for topic in payloads.keys.sorted() { note(topic) }
    }

    /// The messages to publish next: an empty payload removes a retained message (MQTT 5, 3.3.1.3).
    mutating func take(_ most: Int) -> [(topic: String, payload: [UInt8])] {
        let next = changed.prefix(most)
        changed.removeFirst(next.count)
        isChanged.subtract(next)
        return next.map { ($0, payloads[$0] ?? []) }
    }

    /// These were taken and could not be published: they come first next time, with their payloads of then.
    mutating func putBack(_ topics: [String]) {
        changed.insert(contentsOf: topics.filter { isChanged.insert($0).inserted }, at: 0)
    }

    private mutating func note(_ topic: String) {
        if isChanged.insert(topic).inserted { changed.append(topic) }
    }
}
