import Correlator
import Logging
import MQTT

/// Keeps at the broker what those want to know who come late: what each call is doing, all calls at a glance, and what
/// each phone is doing. Only the last state matters, so none waits for a broker that is away: it is told all when it is
/// there again.
struct States {
    /// The overview changes with every call; it is told once a second at most.
    private static let overviewInterval: Int64 = 1_000_000
    /// How many states are on their way at once.
    private static let batch = 500

    private let prefix: String
    private let homeAssistant: HomeAssistantDiscovery
    private let showsHomeAssistant: Bool
    private var calls = CallStates()
    private var topics = RetainedTopics()
    private var lamps = 0
    private var isOverviewDue = true
    private var overviewAt = Timestamp(microseconds: 0)
    /// Which of the client's connections was told all; `nil` for none yet.
    private var told: Int?

    /// - Parameters:
    ///   - prefix: What all topics begin with.
    ///   - homeAssistant: What Home Assistant knows.
    ///   - showsHomeAssistant: Whether it is to be told. Where not, what it was told before is taken back.
    init(prefix: String, homeAssistant: HomeAssistantDiscovery, showsHomeAssistant: Bool) {
        self.prefix = prefix
        self.homeAssistant = homeAssistant
        self.showsHomeAssistant = showsHomeAssistant
        guard showsHomeAssistant else { return }
        for entity in homeAssistant.entities { topics.set(entity.topic, to: entity.payload) }
    }

    /// How long until there is something to do; `nil` while nothing is.
    ///
    /// - Parameter connection: The number of the connection that stands; `nil` while there is none.
    func tickWanted(connection: Int?, at now: Timestamp) -> Duration? {
        // Nobody says when the broker is there again.
        guard let connection, connection == told else { return .seconds(1) }
        if topics.hasChanges { return .milliseconds(100) }
        guard isOverviewDue else { return nil }
        return .microseconds(max(0, overviewAt.microseconds + Self.overviewInterval - now.microseconds))
    }

    /// What to subscribe to, to find what a bridge before this one left at the broker.
    var topicFilters: [String] { ["\(prefix)/call/+/state", homeAssistant.topicFilter] }

    /// Takes note of what was told.
    ///
    /// - Parameter isOpen: Whether a call goes on.
    mutating func note(_ events: [CallEvent], isOpen: (String) -> Bool) {
        for event in events {
            if event.callID.isEmpty {
                if event.retain { note(state: event) }
                continue
            }
            let topic = topic(of: event.callID)
            if !isOpen(event.callID) {
                if calls.end(event.callID) { isOverviewDue = true }
                topics.clear(topic)
            } else if let document = calls.note(event) {
                topics.set(topic, to: document)
                isOverviewDue = true
            }
        }
    }

    private mutating func note(state event: CallEvent) {
        let topic = "\(prefix)/\(event.topic)"
        topics.set(topic, to: event.payload)
        guard showsHomeAssistant, let name = event.phone,
            lamps < HomeAssistantDiscovery.extensionLimit
        else { return }
        let lamp = homeAssistant.lamp(of: name, stateTopic: topic)
        if topics.set(lamp.topic, to: lamp.payload) { lamps += 1 }
    }

    /// The broker keeps this under one of ``topicFilters``: of a call that goes on it is taken over, and what is over is
    /// cleared away, and so is what is no state.
    ///
    /// - Returns: The call that was taken over, if any.
    mutating func found(
        _ payload: [UInt8], at topic: String, isOpen: (String) -> Bool
    ) -> (callID: String, status: CallStatus)? {
        if payload.isEmpty { return nil }
        let start = "\(prefix)/call/"
        let end = "/state"
        if topic.hasPrefix(start), topic.hasSuffix(end), topic.utf8.count > start.utf8.count + end.utf8.count {
            // Asterisk's ids stand in topics as they are.
            let id = String(topic.dropFirst(start.count).dropLast(end.count))
            if isOpen(id), let status = CallStatus(kept: payload, of: id) {
                guard calls.adopt(status, of: id) else { return nil }
                topics.adopt(payload, at: topic)
                isOverviewDue = true
                return (id, status)
            }
        }
        topics.found(payload, at: topic)
        return nil
    }

    /// Another broker, or the same by another client: it is told all.
    mutating func brokerReplaced() {
        told = nil
    }

    /// What to publish now that the broker is there.
    ///
    /// - Parameter connection: The number of the connection that stands: each broker is told all.
    mutating func take(connection: Int, at now: Timestamp) -> [MQTTMessage] {
        if told != connection {
            told = connection
            topics.tellAll()
        }
        if isOverviewDue, now.microseconds - overviewAt.microseconds >= Self.overviewInterval {
            isOverviewDue = false
            overviewAt = now
            topics.set("\(prefix)/calls", to: calls.overview(at: now))
        }
        return topics.take(Self.batch).compactMap { state in
            // A topic that can't be one can't be kept either; texts of the PBX stand in topics escaped.
            try? MQTTMessage(
                topic: state.topic, payload: state.payload, qos: .atLeastOnce, retain: true,
                contentType: state.payload.isEmpty ? nil : "application/json")
        }
    }

    private func topic(of callID: String) -> String { "\(prefix)/call/\(TopicLevel.escape(callID))/state" }
}
