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
    /// Whether the bridge is there.
    public private(set) var bridge = Bridge.unknown
    /// How many calls ended since the board was set up.
    public private(set) var ended = 0
    /// How many messages were no event and no state of a call.
    public private(set) var unreadable = 0
    /// How many calls were not taken in for want of room.
    public private(set) var unlisted = 0
    /// Changes with everything that is taken note of.
    public private(set) var version = 0

    private let prefix: String
    private var calls: [String: WatchedCall] = [:]
    private var open = 0
    private var arrived = 0
    private var connection = 0
    private var seen: Set<String> = []
    private var seenInOrder: [String] = []
    private var forgotten = 0

    /// - Parameters:
    ///   - prefix: What all topics begin with.
    ///   - stay: How long calls that are over stay.
    public init(prefix: String, stay: Duration = .seconds(30)) {
        self.prefix = prefix + "/"
        self.stay = stay
    }

    /// What to subscribe to.
    public var topicFilters: [String] { ["\(prefix)call/#", "\(prefix)bridge/status"] }

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
        guard topic.hasPrefix(prefix) else { return nil }
        let levels = topic.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        if levels == ["bridge", "status"] {
            version += 1
            bridge = payload == Array("online".utf8) ? .online : payload.isEmpty ? .unknown : .offline
            return nil
        }
        guard levels.count >= 3, levels[0] == "call", !levels[1].isEmpty, let name = levels.last else { return nil }
        version += 1
        // The dot of an id comes as a further level from RabbitMQ, whose own topics have dots (seen of 3.10).
        let callID = levels.dropFirst().dropLast().joined(separator: ".")
        if name == "state" {
            if payload.isEmpty { end(callID, at: now) } else { note(state: payload, of: callID, at: now) }
            return nil
        }
        guard payload.count <= Self.payloadLimit, let json = JSON(payload),
            let event = WatchedEvent(json, name: String(name), callID: callID, payload: payload, at: now)
        else {
            unreadable += 1
            return nil
        }
        guard isNew(event) else { return nil }
        note(event, at: now)
        return event
    }

    /// A connection stands: what the broker keeps comes now.
    public mutating func connected() {
        version += 1
        connection += 1
    }

    /// The broker has told all that it keeps: a call that it kept before and keeps no more ended unseen.
    public mutating func toldAll(at now: Timestamp) {
        for call in calls.values {
            guard call.endedAt == nil, let keptBy = call.keptBy, keptBy < connection else { continue }
            end(call.id, at: now)
        }
    }

    /// Takes away calls that have been over for long enough.
    public mutating func tidy(at now: Timestamp) {
        let stay = stay.components.seconds * 1_000_000 + stay.components.attoseconds / 1_000_000_000_000
        let gone = calls.values.filter { call in
            call.endedAt.map { now.microseconds - $0.microseconds >= stay } ?? false
        }
        for call in gone { calls[call.id] = nil }
        if !gone.isEmpty { version += 1 }
        guard calls.count - open > Self.endedLimit else { return }
        for call in inOrder.dropFirst(open + Self.endedLimit) { calls[call.id] = nil }
    }

    // MARK: Taking note

    private mutating func note(state payload: [UInt8], of callID: String, at now: Timestamp) {
        guard payload.count <= Self.payloadLimit, let json = JSON(payload), let state = json["state"]?.text,
            let last = json["last"],
            let event = WatchedEvent(
                last, name: last["event"]?.text ?? state, callID: callID, payload: payload, at: now)
        else {
            unreadable += 1
            return
        }
        let since = json["since"]?.text.flatMap { Timestamp(rfc3339: $0) } ?? event.time
        guard var call = calls[callID] else {
            return add(
                WatchedCall(
                    id: callID, state: state, since: since, last: event, endedAt: nil, order: 0, keptBy: connection))
        }
        // What the broker kept of a call may come after its end.
        guard call.endedAt == nil else { return }
        call.keptBy = connection
        call.state = state
        call.since = since
        if event.time >= call.last.time { call.last = event }
        calls[callID] = call
    }

    private mutating func note(_ event: WatchedEvent, at now: Timestamp) {
        guard var call = calls[event.callID] else {
            // Without a state kept by the broker, the event's name is all there is to say of what the call is doing.
            add(
                WatchedCall(
                    id: event.callID, state: event.name, since: event.time, last: event, endedAt: nil, order: 0))
            if event.ending != nil { end(event.callID, at: now) }
            return
        }
        if call.keptBy == nil {
            call.state = event.name
            call.since = event.time
        }
        if event.ending != nil || call.endedAt == nil { call.last = event }
        calls[event.callID] = call
        if event.ending != nil { end(event.callID, at: now) }
    }

    private mutating func add(_ call: WatchedCall) {
        guard calls.count < Self.limit else {
            unlisted += 1
            return
        }
        arrived += 1
        open += 1
        calls[call.id] = call
        calls[call.id]?.order = arrived
    }

    private mutating func end(_ callID: String, at now: Timestamp) {
        guard var call = calls[callID], call.endedAt == nil else { return }
        call.endedAt = now
        calls[callID] = call
        open -= 1
        ended += 1
    }

    private mutating func isNew(_ event: WatchedEvent) -> Bool {
        guard let id = event.id else { return true }
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
