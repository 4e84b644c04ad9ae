public import Correlator

/// What calls are doing, by what a broker tells of them. A value that is handed messages; it knows no connection.
///
/// It knows of the spec's states and events only what payloads say of themselves, so that it shows those of any spec.
public struct CallBoard: Sendable {
    /// The event after which nothing comes of a call: the one that every spec has.
    static let lastEvent = "hungup"
    /// Calls that are kept track of. Further ones are counted (``unlisted``).
    public static let limit = 20_000
    /// Calls that are over and still shown.
    private static let endedLimit = 500
    /// Larger payloads are nobody's event.
    private static let payloadLimit = 1 << 18
    /// Ids of events that are remembered, to know repeats.
    private static let rememberedEvents = 10_000

    /// Whether the bridge is there.
    public enum Bridge: Sendable, Equatable {
        /// The broker keeps no word of one.
        case unknown
        case online
        case offline
    }

    /// How long calls that are over stay.
    public var stay: Duration
    /// Whether the bridge is there; of several, what is worst.
    public var bridge: Bridge {
        bridges.contains(.offline) ? .offline : bridges.contains(.unknown) ? .unknown : .online
    }
    /// How many calls ended since the board was set up.
    public private(set) var ended = 0
    /// How many messages were no event and no state of a call.
    public private(set) var unreadable = 0
    /// How many calls were not taken in for want of room.
    public private(set) var unlisted = 0
    /// Changes with everything that is taken note of.
    public private(set) var version = 0

    /// The topics' beginnings, the longest first: one can be the beginning of another.
    private let prefixes: [String]
    /// By prefix.
    private var bridges: [Bridge]
    /// By prefix and id: two PBXs may have calls of one id.
    private var calls: [String: WatchedCall] = [:]
    private var open = 0
    private var arrived = 0
    private var connection = 0
    private var seen: Set<String> = []
    private var seenInOrder: [String] = []
    private var forgotten = 0

    /// - Parameters:
    ///   - prefixes: What topics begin with, one for each PBX.
    ///   - stay: How long calls that are over stay.
    public init(prefixes: [String], stay: Duration = .seconds(30)) {
        self.prefixes = prefixes.map { $0 + "/" }.sorted { $0.utf8.count > $1.utf8.count }
        bridges = prefixes.map { _ in .unknown }
        self.stay = stay
    }

    /// What to subscribe to.
    public var topicFilters: [String] { prefixes.flatMap { ["\($0)call/#", "\($0)bridge/status"] } }

    /// How many calls are going on.
    public var count: Int { open }

    /// The calls that are going on, the newest first, and then those that are over, the last one first.
    public var inOrder: [WatchedCall] {
        calls.values.sorted { one, other in
            switch (one.endedAt, other.endedAt) {
            case (nil, nil): one.order > other.order
            case (nil, _?): true
            case (_?, nil): false
            case (let a?, let b?): a == b ? one.order > other.order : a > b
            }
        }
    }

    /// Takes note of a message.
    ///
    /// - Returns: What a call did, where the message says so and did not say so before.
    public mutating func receive(topic: String, payload: [UInt8], at now: Timestamp) -> WatchedEvent? {
        guard let place = prefixes.firstIndex(where: { topic.hasPrefix($0) }) else { return nil }
        let prefix = prefixes[place]
        let levels = topic.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        if levels == ["bridge", "status"] {
            version += 1
            bridges[place] = payload == Array("online".utf8) ? .online : payload.isEmpty ? .unknown : .offline
            return nil
        }
        guard levels.count >= 3, levels[0] == "call", !levels[1].isEmpty, let name = levels.last else { return nil }
        version += 1
        // The dot of an id comes as a further level from RabbitMQ, whose own topics have dots (seen of 3.10).
        let callID = levels.dropFirst().dropLast().joined(separator: ".")
        let key = prefix + callID
        if name == "state" {
            if payload.isEmpty { end(key, at: now) } else { note(state: payload, of: callID, key, at: now) }
            return nil
        }
        guard payload.count <= Self.payloadLimit, let json = JSON(payload),
            let event = WatchedEvent(json, name: String(name), callID: callID, payload: payload, at: now)
        else {
            unreadable += 1
            return nil
        }
        guard isNew(event, of: prefix) else { return nil }
        note(event, key, at: now)
        return event
    }

    /// A connection stands: what the broker keeps comes now.
    public mutating func connected() {
        version += 1
        connection += 1
    }

    /// The broker has told all that it keeps: a call that it kept before and keeps no more ended unseen.
    public mutating func toldAll(at now: Timestamp) {
        for (key, call) in calls {
            guard call.endedAt == nil, let keptBy = call.keptBy, keptBy < connection else { continue }
            end(key, at: now)
        }
    }

    /// Takes away calls that have been over for long enough.
    public mutating func tidy(at now: Timestamp) {
        let stay = stay.components.seconds * 1_000_000 + stay.components.attoseconds / 1_000_000_000_000
        let gone = calls.filter { _, call in
            call.endedAt.map { now.microseconds - $0.microseconds >= stay } ?? false
        }
        for key in gone.keys { calls[key] = nil }
        if !gone.isEmpty { version += 1 }
        guard calls.count - open > Self.endedLimit else { return }
        let over = calls.compactMap { key, call in call.endedAt.map { (key, $0) } }.sorted { $0.1 > $1.1 }
        for (key, _) in over.dropFirst(Self.endedLimit) { calls[key] = nil }
    }

    // MARK: Taking note

    private mutating func note(state payload: [UInt8], of callID: String, _ key: String, at now: Timestamp) {
        guard payload.count <= Self.payloadLimit, let json = JSON(payload), let state = json["state"]?.text,
            let last = json["last"],
            let event = WatchedEvent(
                last, name: last["event"]?.text ?? state, callID: callID, payload: payload, at: now)
        else {
            unreadable += 1
            return
        }
        let since = json["since"]?.text.flatMap { Timestamp(rfc3339: $0) } ?? event.time
        guard var call = calls[key] else {
            return add(
                WatchedCall(
                    id: callID, state: state, since: since, last: event, endedAt: nil, order: 0, keptBy: connection),
                key)
        }
        // What the broker kept of a call may come after its end.
        guard call.endedAt == nil else { return }
        call.keptBy = connection
        call.state = state
        call.since = since
        if event.time >= call.last.time { call.last = event }
        calls[key] = call
    }

    private mutating func note(_ event: WatchedEvent, _ key: String, at now: Timestamp) {
        guard var call = calls[key] else {
            // Without a state kept by the broker, the event's name is all there is to say of what the call is doing.
            add(
                WatchedCall(
                    id: event.callID, state: event.name, since: event.time, last: event, endedAt: nil, order: 0),
                key)
            if event.ending != nil { end(key, at: now) }
            return
        }
        if call.keptBy == nil {
            call.state = event.name
            call.since = event.time
        }
        if event.ending != nil || call.endedAt == nil { call.last = event }
        calls[key] = call
        if event.ending != nil { end(key, at: now) }
    }

    private mutating func add(_ call: WatchedCall, _ key: String) {
        guard calls.count < Self.limit else {
            unlisted += 1
            return
        }
        arrived += 1
        open += 1
        calls[key] = call
        calls[key]?.order = arrived
    }

    private mutating func end(_ key: String, at now: Timestamp) {
        guard var call = calls[key], call.endedAt == nil else { return }
        call.endedAt = now
        calls[key] = call
        open -= 1
        ended += 1
    }

    private mutating func isNew(_ event: WatchedEvent, of prefix: String) -> Bool {
        guard let id = event.id.map({ prefix + $0 }) else { return true }
        guard seen.insert(id).inserted else { return false }
        if seenInOrder.count < Self.rememberedEvents {
            seenInOrder.append(id)
        } else {
            seen.remove(seenInOrder[forgotten])
            seenInOrder[forgotten] = id
            forgotten = (forgotten + 1) % Self.rememberedEvents
        }
        return true
    }
}
