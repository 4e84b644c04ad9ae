public import Correlator

/// The states of calls, by messages from a broker. A value that is handed messages; it knows no connection.
///
/// What messages and words mean it knows by a ``Legend``; what that does not have is shown for what it says of itself.
public struct CallBoard: Sendable {
    /// Calls that are kept track of. Further ones are counted (``unlisted``).
    public static let limit = 20_000
    /// Calls that are over and still shown.
    private static let endedLimit = 500
    /// Queues that are kept track of.
    private static let queueLimit = 500
    /// Larger payloads are nobody's event.
    private static let payloadLimit = 1 << 18
    /// Ids of events that are remembered, to know repeats.
    private static let rememberedEvents = 10_000

    /// Whether the bridge is there.
    public enum Bridge: Sendable, Equatable {
        /// The broker has no retained state of one.
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
    private let legend: Legend
    /// By prefix.
    private var bridges: [Bridge]
    /// By prefix and id: two PBXs may have calls of one id.
    private var calls: [String: WatchedCall] = [:]
    /// By topic.
    private var queuesByTopic: [String: WatchedQueue] = [:]
    private var open = 0
    private var arrived = 0
    private var connection = 0
    private var seen: Set<String> = []
    private var seenInOrder: [String] = []
    private var forgotten = 0

    /// - Parameters:
    ///   - prefixes: What topics begin with, one for each PBX.
    ///   - legend: What messages and words mean.
    ///   - stay: How long calls that are over stay.
    public init(prefixes: [String], _ legend: Legend = .builtIn, stay: Duration = .seconds(30)) {
        self.legend = legend
        self.prefixes = prefixes.map { $0 + "/" }.sorted { $0.utf8.count > $1.utf8.count }
        bridges = prefixes.map { _ in .unknown }
        self.stay = stay
    }

    /// What to subscribe to.
    public var topicFilters: [String] {
        let calls = legend.messages.filter { $0.isAboutCall && $0.topic.contains(.value(.known(.callID))) }.map {
            message in
            String(message.topicFilter.prefix { $0 != "/" }) + "/#"
        }
        let queues = legend.things.filter { legend.messages[$0].role == .queue }.map { legend.messages[$0].topicFilter }
        return prefixes.flatMap { prefix in
            (Set(calls).union(["call/#"]).sorted() + queues + ["bridge/status"]).map { prefix + $0 }
        }
    }

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

    /// The queues, those first in which somebody waits, the longest first.
    public func queues(at now: Timestamp) -> [WatchedQueue] {
        queuesByTopic.sorted { $0.key < $1.key }.map(\.value)
            .enumerated().sorted { one, other in
                let waits = [one, other].map { $0.element.wait(at: now) ?? ($0.element.waiting > 0 ? 0 : -1) }
                return waits[0] == waits[1] ? one.offset < other.offset : waits[0] > waits[1]
            }.map(\.element)
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
        if let thing = legend.thing(ofTopic: topic.dropFirst(prefix.count)) {
            note(thing, topic, payload, at: now)
            return nil
        }
        guard let (message, name, callID) = message(at: topic.dropFirst(prefix.count), levels) else { return nil }
        version += 1
        let key = prefix + callID
        if message == nil, name == "state" {
            if payload.isEmpty { end(key, at: now) } else { note(state: payload, of: callID, key, at: now) }
            return nil
        }
        // What the broker kept and keeps no more is no news.
        if payload.isEmpty, message.map({ legend.messages[$0].retain }) == true { return nil }
        guard payload.count <= Self.payloadLimit, let json = JSON(payload),
            let event = WatchedEvent(
                json, name: name, callID: callID, payload: payload, Reading(legend, message), at: now)
        else {
            unreadable += 1
            return nil
        }
        guard isNew(event, of: prefix) else { return nil }
        note(event, key, at: now)
        return event
    }

    /// The message of a topic below a prefix, its name, and the call's id in the topic; `nil` for what is of no call.
    private func message(at topic: Substring, _ levels: [Substring]) -> (number: Int?, name: String, callID: String)? {
        if let (number, callID) = legend.message(ofTopic: topic) {
            return (number, legend.messages[number].name, callID)
        }
        guard levels.count >= 3, levels[0] == "call", !levels[1].isEmpty, let name = levels.last else { return nil }
        // The dot of an id comes as a further level from RabbitMQ, whose own topics have dots (seen of 3.10).
        return (nil, String(name), levels.dropFirst().dropLast().joined(separator: "."))
    }

    /// A connection stands: what the broker keeps comes now.
    public mutating func connected() {
        version += 1
        connection += 1
    }

    /// The broker has sent all retained messages: a call that is no longer among them has ended unseen.
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
            let event = WatchedEvent(last, of: callID, in: state, payload: payload, legend, at: now)
        else {
            unreadable += 1
            return
        }
        let since = json["since"]?.text.flatMap { Timestamp(rfc3339: $0) } ?? event.time
        guard var call = calls[key] else {
            return add(
                WatchedCall(
                    id: callID, state: state, tone: legend.states[state], since: since, last: event, endedAt: nil,
                    order: 0, keptBy: connection),
                key)
        }
        // What the broker kept of a call may come after its end.
        guard call.endedAt == nil else { return }
        call.keptBy = connection
        call.state = state
        call.tone = legend.states[state]
        call.since = since
        if event.time >= call.last.time { call.last = event }
        calls[key] = call
    }

    private mutating func note(_ thing: Legend.Thing, _ topic: String, _ payload: [UInt8], at now: Timestamp) {
        guard legend.messages[thing.message].role == .queue else { return }
        version += 1
        if payload.isEmpty {
            queuesByTopic[topic] = nil
        } else if payload.count <= Self.payloadLimit, let json = JSON(payload),
            let queue = WatchedQueue(json, thing, legend.fields(of: thing.message), at: now)
        {
            if queuesByTopic[topic] != nil || queuesByTopic.count < Self.queueLimit { queuesByTopic[topic] = queue }
        } else {
            unreadable += 1
        }
    }

    private mutating func note(_ event: WatchedEvent, _ key: String, at now: Timestamp) {
        guard var call = calls[key] else {
            // Without a state kept by the broker, the event's name is all there is to say of what the call is doing.
            add(
                WatchedCall(
                    id: event.callID, state: event.name, tone: event.tone, since: event.time, last: event, endedAt: nil,
                    order: 0),
                key)
            if event.ending != nil { end(key, at: now) }
            return
        }
        if call.keptBy == nil {
            call.state = event.name
            call.tone = event.tone
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
