import Correlator
import Logging
import MQTT
import Operations

/// Publishes retained states for late subscribers: whether the PBX is reachable, the state of each call, all
/// calls at a glance, and what each phone is doing. Only the last state matters, so none waits for a broker that is away:
/// everything is published again when it is back.
struct States {
    /// The overview changes with every call; it is published once a second at most.
    private static let overviewInterval: Int64 = 1_000_000
    /// How many states are on their way at once.
    private static let batch = 500

    private let prefix: String
    private let pbx: String?
    private let legend: Legend
    /// Whether states of calls and phones are published; if not, only those of the PBX and the bridge are.
    private let keepsStates: Bool
    private var homeAssistant: HomeAssistantDiscovery
    private var showsHomeAssistant: Bool
    private var calls = CallStates()
    private var topics = RetainedTopics()
    /// The phones, queues and so on that were published, by the topics of their states, with their names.
    private var things: [String: (thing: Legend.Thing, name: String?)] = [:]
    /// The names of those that an earlier run published, by the same topics.
    private var rememberedNames: [String: String] = [:]
    private var isOverviewDue: Bool
    private var overviewAt = Timestamp(microseconds: 0)
    private var pbxStatus: PBXStatus
    /// The client's connection to which everything was published; `nil` for none yet.
    private var told: Int?
    /// Retained messages that this run has nothing to publish for yet, until Asterisk has listed everything.
    private var unclaimed: [String: [UInt8]] = [:]
    /// Those of them that are states of phones of which nothing is heard.
    private var unheard: Set<String> = []
    /// Whether Asterisk went away, or is not to be had.
    private var isAway = false
    private var knowsCalls = false
    private var knowsPhones = false

    /// - Parameters:
    ///   - prefix: What all topics begin with.
    ///   - pbx: The name of the PBX, where it has one.
    ///   - legend: What messages and words mean.
    ///   - keepsStates: Whether states of calls and phones are published.
    ///   - homeAssistant: What Home Assistant knows.
    ///   - showsHomeAssistant: Whether to publish discovery. If not, discovery of earlier runs is removed.
    init(
        prefix: String, pbx: String? = nil, legend: Legend = .builtIn, keepsStates: Bool = true,
        homeAssistant: HomeAssistantDiscovery,
        showsHomeAssistant: Bool
    ) {
        self.prefix = prefix
        self.pbx = pbx
        self.legend = legend
        self.keepsStates = keepsStates
        self.homeAssistant = homeAssistant
        self.showsHomeAssistant = showsHomeAssistant && keepsStates
        isOverviewDue = keepsStates
        pbxStatus = PBXStatus(pbx: pbx)
        showEntities()
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

    /// What to subscribe to, to find what a bridge before this one left at the broker, and whether it is to be watched
    /// there what others publish: on topics that change rarely, so that the bridge's own message is not taken for theirs.
    var topicFilters: [(filter: String, isWatched: Bool)] {
        guard keepsStates else { return [(pbxTopic, true)] }
        let kept = legend.kept.map { ("\(prefix)/\(legend.messages[$0].topicFilter)", false) }
        return [(pbxTopic, true), ("\(prefix)/call/+/state", false)] + kept + [(homeAssistant.topicFilter, true)]
    }

    // MARK: The PBX and the bridge

    private var pbxTopic: String { "\(prefix)/pbx/status" }

    /// Whether Asterisk can be heard, has changed, or more is known of it.
    ///
    /// - Parameters:
    ///   - version: Asterisk's, where it is known.
    ///   - why: Why it can't be heard, for people.
    mutating func pbx(isOnline: Bool, version: String? = nil, why: String? = nil, at now: Timestamp) {
        pbxStatus.change(isOnline: isOnline, version: version, why: why, at: now)
        topics.set(pbxTopic, to: pbxStatus.document)
        // Whoever is called or hangs up meanwhile is not heard.
        if isOnline { isAway = false } else { (knowsCalls, knowsPhones) = (false, false) }
    }

    /// Asterisk went away, or is not to be had: what its phones are doing is not known until it says so again.
    mutating func pbxWentAway(at now: Timestamp) {
        guard !isAway else { return }
        isAway = true
        for (topic, payload) in topics.kept(where: { lamp($0) != nil }) {
            if let document = unheard(payload, at: topic, now) { topics.set(topic, to: document) }
        }
        for (topic, payload) in unclaimed.sorted(by: { $0.key < $1.key }) { presume(payload, at: topic, now) }
    }

    /// A bridge before this one left the state of a phone, and there is no Asterisk to say whether it is still so.
    private mutating func presume(_ payload: [UInt8], at topic: String, _ now: Timestamp) {
        guard let document = unheard(payload, at: topic, now), topics.set(topic, to: document) else { return }
        unheard.insert(topic)
    }

    /// What keeps the bridge from doing all that it should.
    mutating func problems(_ problems: [Problems.Problem]) {
        topics.set("\(prefix)/bridge/problems", to: ProblemsDocument.text(problems, pbx: pbx))
    }

    // MARK: Calls and phones

    /// Takes note of published events.
    ///
    /// - Parameter isOpen: Whether a call goes on.
    mutating func note(_ events: [CallEvent], isOpen: (String) -> Bool) {
        guard keepsStates else { return }
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
        unheard.remove(topic)
        guard !event.payload.isEmpty else { return forget(topic) }
        topics.set(topic, to: event.payload)
        learn(event.payload, at: topic)
    }

    /// Takes note of what a phone, a queue or the like is and what people call it.
    private mutating func learn(_ payload: [UInt8], at topic: String) {
        guard let thing = belowPrefix(topic).flatMap({ legend.thing(ofTopic: $0) }) else { return }
        let name =
            ThingName.text(in: payload, legend.fields(of: thing.message)) ?? rememberedNames.removeValue(forKey: topic)
        if let known = things[topic] {
            // An event may lack its name.
            guard let name, name != known.name else { return }
        } else if things.count >= HomeAssistantDiscovery.thingLimit {
            return
        }
        things[topic] = (thing, name)
        show(thing, named: name, topic)
    }

    /// Takes note of its name, as an earlier run published it.
    private mutating func remember(_ payload: [UInt8], at topic: String) {
        guard rememberedNames.count < HomeAssistantDiscovery.thingLimit,
            let thing = belowPrefix(topic).flatMap({ legend.thing(ofTopic: $0) }),
            let name = ThingName.text(in: payload, legend.fields(of: thing.message))
        else { return }
        if things[topic]?.name == nil { rememberedNames[topic] = name }
        if things[topic] != nil { learn([], at: topic) }
    }

    /// There is no such phone, queue or the like any more.
    private mutating func forget(_ topic: String) {
        topics.clear(topic)
        guard let (thing, _) = things.removeValue(forKey: topic), showsHomeAssistant else { return }
        for entity in homeAssistant.entities(of: thing, named: nil, stateTopic: topic) { topics.clear(entity.topic) }
    }

    // MARK: Home Assistant

    /// Other settings for Home Assistant: discovery by the old ones is removed.
    mutating func apply(_ homeAssistant: HomeAssistantDiscovery, isShown: Bool) {
        if showsHomeAssistant {
            topics.clear(where: self.homeAssistant.isDiscovery)
        }
        self.homeAssistant = homeAssistant
        showsHomeAssistant = isShown && keepsStates
        showEntities()
    }

    private mutating func showEntities() {
        guard showsHomeAssistant else { return }
        for entity in homeAssistant.entities { topics.set(entity.topic, to: entity.payload) }
        for (topic, known) in things.sorted(by: { $0.key < $1.key }) { show(known.thing, named: known.name, topic) }
    }

    private mutating func show(_ thing: Legend.Thing, named name: String?, _ topic: String) {
        guard showsHomeAssistant else { return }
        for entity in homeAssistant.entities(of: thing, named: name, stateTopic: topic) {
            topics.set(entity.topic, to: entity.payload)
        }
    }

    // MARK: What the broker has

    /// Asterisk has listed its calls and phones: retained states of others are outdated.
    ///
    /// - Parameter isWhole: Whether it answered all that it was asked. If it did not, nothing is removed from Home
    ///   Assistant: with an entity go the name and the place that people gave it.
    /// - Returns: Calls that were taken over, and such as are over.
    mutating func listed(isWhole: Bool, isOpen: (String) -> Bool) -> [(callID: String, status: CallStatus)] {
        knowsCalls = true
        knowsPhones = isWhole
        var adopted: [(callID: String, status: CallStatus)] = []
        for (topic, payload) in unclaimed.sorted(by: { $0.key < $1.key }) {
            if isOfPhone(topic), !knowsPhones { continue }
            unclaimed[topic] = nil
            if unheard.remove(topic) != nil {
                topics.clear(topic)
                continue
            }
            if let call = claim(payload, at: topic, isOpen: isOpen) { adopted.append(call) }
        }
        return adopted
    }

    /// The broker keeps this under one of ``topicFilters``: of a call that goes on it is taken over, and what is over is
    /// cleared away, and so is what is no state; but nothing before it is known what there is.
    ///
    /// - Returns: The call that was taken over, or is over, if any.
    mutating func found(
        _ payload: [UInt8], at topic: String, now: Timestamp = .now(), isOpen: (String) -> Bool
    ) -> (callID: String, status: CallStatus)? {
        if payload.isEmpty { return nil }
        remember(payload, at: topic)
        if !topics.contains(topic) {
            let isOver = homeAssistant.isDiscovery(topic) && !showsHomeAssistant
            if !isOver, !(isOfPhone(topic) ? knowsPhones : knowsCalls), callID(in: topic).map({ !isOpen($0) }) ?? true {
                if unclaimed.count < RetainedTopics.limit { unclaimed[topic] = payload }
                if isAway { presume(payload, at: topic, now) }
                return nil
            }
        }
        return claim(payload, at: topic, isOpen: isOpen)
    }

    private mutating func claim(
        _ payload: [UInt8], at topic: String, isOpen: (String) -> Bool
    ) -> (callID: String, status: CallStatus)? {
        guard let id = callID(in: topic), let status = CallStatus(kept: payload, of: id, legend) else {
            topics.found(payload, at: topic)
            return nil
        }
        guard isOpen(id) else {
            topics.found(payload, at: topic)
            return (id, status)
        }
        guard calls.adopt(status, of: id) else { return nil }
        topics.adopt(payload, at: topic)
        isOverviewDue = true
        return (id, status)
    }

    /// Whether it is of something that is asked for after a login besides calls: phones, queues and the like.
    private func isOfPhone(_ topic: String) -> Bool {
        homeAssistant.isDiscovery(topic) || belowPrefix(topic).map { legend.isKept($0) } == true
    }

    /// The message that says at a topic what a phone is doing, and the phone's name.
    private func lamp(_ topic: String) -> (number: Int, name: String)? {
        belowPrefix(topic).flatMap { legend.lamp(ofTopic: $0) }
    }

    /// The part of a topic below the prefix; `nil` for the topic of another prefix.
    private func belowPrefix(_ topic: String) -> Substring? {
        topic.hasPrefix("\(prefix)/") ? topic.dropFirst(prefix.count + 1) : nil
    }

    /// What to say of a phone of which nothing is heard; `nil` for what is no state of a phone, or says so already.
    private func unheard(_ payload: [UInt8], at topic: String, _ now: Timestamp) -> [UInt8]? {
        guard let lamp = lamp(topic), let (field, word) = legend.trouble(of: lamp.number) else { return nil }
        return UnheardPhone.document(payload, field, word, at: now)
    }

    /// Asterisk's ids stand in topics as they are.
    private func callID(in topic: String) -> String? {
        let (start, end) = ("\(prefix)/call/", "/state")
        guard topic.hasPrefix(start), topic.hasSuffix(end), topic.utf8.count > start.utf8.count + end.utf8.count
        else { return nil }
        return String(topic.dropFirst(start.count).dropLast(end.count))
    }

    /// Another client published this on a topic of this bridge; returns whether the bridge has to publish its own again.
    mutating func overwritten(_ payload: [UInt8], at topic: String) -> Bool {
        guard topics.contains(topic) else { return false }
        // The latest payload may be on its way while the one before it comes back.
        return topics.found(payload, at: topic) && !topics.isEarlier(payload, at: topic)
    }

    /// Another broker, or the same by another client: everything is published to it.
    mutating func brokerReplaced() {
        told = nil
    }

    /// What to publish now that the broker is there.
    ///
    /// - Parameter connection: The number of the current connection: everything is published to each broker.
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

    /// What was taken could not be published: it is still due, as it will be then.
    mutating func putBack(_ messages: [MQTTMessage]) {
        topics.putBack(messages.map(\.topic))
    }

    private func topic(of callID: String) -> String { "\(prefix)/call/\(TopicLevel.escape(callID))/state" }
}
