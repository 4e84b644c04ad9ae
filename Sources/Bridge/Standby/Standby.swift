import Logging
import MQTT
import Operations
import Store
import Synchronization

/// Makes sure that one of several daemons at one PBX publishes. It uses a connection of its own, because a daemon on
/// standby needs another last will than the active one.
///
/// The retained `{prefix}/bridge/instances/{instance}` is `active TERM` or `standby`. The daemon's farewell or last
/// will clears it. A daemon on standby also receives what the active one publishes. After a take-over it publishes what
/// was missing.
final class Standby: Sendable {
    /// How often ``tick()`` decides.
    static let interval = Duration.milliseconds(250)
    /// How long messages are held: twice what it takes to be sure that the active one is gone.
    private static let holdingTime = Election.silence * 4
    private static let heartbeat = Duration.seconds(10)
    /// How long its own message may take to come back.
    private static let patience = Duration.seconds(10)

    private struct State {
        var election: Election
        var seen: SeenEvents
        var published: PublishedCalls
        var isConnected = false
        var connected = ContinuousClock.now
        var hasSaidMissing = false
        var announced: ContinuousClock.Instant?
        /// Waits for this daemon to become active.
        var waiter: CheckedContinuation<Bool, Never>?
        var hasEnded = false
    }

    private let link: MQTTClient
    private let publisher: MQTTClient
    private let topic: String
    private let status: [MQTTMessage]
    private let logger: Logger
    private let heldLimit: Int
    /// What the topics of all calls begin with, and where an event has its number within its call.
    private let calls: String
    private let sequenceField: String?
    private let problems: Problems
    private let state: Mutex<State>

    /// - Parameters:
    ///   - publisher: the client that publishes events; it must run from ``becomesActive()`` on.
    ///   - sequenceField: where an event has its number within its call.
    init(
        configuration: BridgeConfiguration, publisher: MQTTClient, sequenceField: String?, problems: Problems,
        logger: Logger
    ) throws {
        let instance = configuration.instance
        let prefix = configuration.mqtt.topicPrefix
        topic = "\(prefix)/bridge/instances/\(instance)"
        self.publisher = publisher
        self.problems = problems
        status = publisher.configuration.birth
        self.logger = logger
        heldLimit = configuration.mqtt.queueMessages
        calls = "\(prefix)/call/"
        self.sequenceField = sequenceField
        state = Mutex(
            State(
                election: Election(instance: instance), seen: SeenEvents(limit: heldLimit),
                published: PublishedCalls(limit: heldLimit)))
        var client = publisher.configuration
        client.clientID += "-presence"
        client.birth = []
        let gone = try MQTTMessage(topic: topic, text: "", retain: true)
        client.will = gone
        client.farewell = gone
        link = try MQTTClient(configuration: client, logger: logger)
        let instances = "\(prefix)/bridge/instances/"
        try link.subscribe(to: instances + "+") { [weak self] message in
            self?.heard(String(message.topic.dropFirst(instances.count)), message)
        }
        for filter in ["\(prefix)/call/#", "\(prefix)/event/#"] {
            try link.subscribe(to: filter) { [weak self] in self?.saw($0) }
        }
        if let birth = status.first {
            try link.subscribe(to: birth.topic) { [weak self] in self?.statusIs($0.payload, birth) }
        }
    }

    /// Whether this daemon is active.
    var isActive: Bool { state.withLock { $0.election.role != .standby } }

    var held: HeldMessages { HeldMessages(time: Self.holdingTime, limit: heldLimit) }

    /// The held messages to publish now: if this daemon is active, all that no other has published; otherwise none.
    func release(_ held: inout HeldMessages) -> [StoredMessage] {
        state.withLock { state in
            if state.election.role != .standby { return held.take { state.seen.contains($0) } }
            held.prune(at: .now) { state.seen.contains($0) }
            return []
        }
    }

    /// What the active daemon has published of which calls since this was last asked.
    func takePublished() -> [PublishedCalls.Published] { state.withLock { $0.published.take() } }

    /// Waits until this daemon becomes active for the first time; `false` if it is stopped before.
    func becomesActive() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.hasEnded { return false }
                if state.election.role != .standby { return true }
                state.waiter = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Runs until ``stop(deadline:)``.
    func run() async throws {
        logger.notice("on standby until it is known whether another daemon is active", metadata: ["topic": "\(topic)"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [link] in try await link.run() }
            group.addTask { [self] in
                for await event in link.connectionEvents { connectionDid(event) }
            }
            group.addTask { [self] in
                while !state.withLock({ $0.hasEnded }) {
                    tick()
                    try await Task.sleep(for: Self.interval)
                }
            }
            defer { end() }
            try await group.waitForAll()
        }
    }

    /// Stops, so that another daemon takes over.
    func stop(deadline: ContinuousClock.Instant) async {
        end()
        await link.shutdown(deadline: deadline)
    }

    private func end() {
        let waiter = state.withLock { state in
            state.hasEnded = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: false)
    }

    // MARK: Received messages

    private func connectionDid(_ event: MQTTConnectionEvent) {
        switch event {
        case .connected:
            state.withLock { state in
                state.isConnected = true
                state.connected = .now
                state.hasSaidMissing = false
            }
            announce()
        case .lost, .failed, .ended:
            state.withLock { state in
                state.isConnected = false
                state.election.disconnected()
            }
        }
    }

    private func heard(_ name: String, _ message: MQTTReceivedMessage) {
        let isRemoved = state.withLock { state in
            state.election.heard(name, message.text, isRetained: message.isRetained, at: .now)
            // The last will of an earlier connection.
            return name == state.election.instance && message.payload.isEmpty && !state.hasEnded
        }
        if isRemoved { announce() }
        decide()
    }

    private func saw(_ message: MQTTReceivedMessage) {
        guard let id = SeenEvents.eventID(in: message.payload) else { return }
        state.withLock { state in
            state.seen.insert(id)
            guard let sequenceField, state.election.role == .standby, message.topic.hasPrefix(calls) else { return }
            state.published.note(
                message.payload, at: message.topic.dropFirst(calls.count), field: sequenceField)
        }
    }

    /// The last will of the old active daemon can arrive after the status of the new one.
    private func statusIs(_ payload: [UInt8], _ birth: MQTTMessage) {
        if payload != birth.payload, isActive, publisher.session != nil { publish(status, by: publisher) }
    }

    // MARK: Published messages

    private func tick() {
        decide()
        lookForOwnMessage()
        let isDue = state.withLock { $0.announced.map { .now - $0 >= Self.heartbeat } ?? false }
        if isDue { announce() }
    }

    /// A daemon that does not receive its own message receives no other, so it must not become active.
    private func lookForOwnMessage() {
        let (isMissing, isBack) = state.withLock { state in
            guard state.isConnected else { return (false, false) }
            if state.election.hasSettled {
                defer { state.hasSaidMissing = false }
                return (false, state.hasSaidMissing)
            }
            guard !state.hasSaidMissing, .now - state.connected >= Self.patience else { return (false, false) }
            state.hasSaidMissing = true
            return (true, false)
        }
        if isBack { problems.ended(in: "standby") }
        guard isMissing else { return }
        let text = """
            messages to \(topic) do not come back from the broker, so this daemon can't see the others and stays on \
            standby: allow its user to read and write below the topic prefix (see mosquitto.acl in the package)
            """
        logger.error("\(text)")
        problems.arose(in: "standby", text)
    }

    private func announce() {
        let text: String? = state.withLock { state in
            guard state.isConnected, !state.hasEnded else { return nil }
            state.announced = .now
            return state.election.role.text
        }
        if let text, let message = try? MQTTMessage(topic: topic, text: text, retain: true) {
            publish([message], by: link)
        }
    }

    private func publish(_ messages: [MQTTMessage], by client: MQTTClient) {
        do {
            try client.publish(messages)
        } catch {
            logger.error("this daemon's role can't be published: \(error)")
        }
    }

    private func decide() {
        let (role, waiter) = state.withLock { state -> (Election.Role?, CheckedContinuation<Bool, Never>?) in
            guard !state.hasEnded, state.election.decide(at: .now) else { return (nil, nil) }
            guard state.election.role != .standby else { return (.standby, nil) }
            defer { state.waiter = nil }
            return (state.election.role, state.waiter)
        }
        guard let role else { return }
        announce()
        if case .active(let term) = role {
            logger.notice("this daemon is active now", metadata: ["term": "\(term)"])
            // If it was active before, it is still connected, and another daemon may have changed the status.
            if publisher.session != nil { publish(status, by: publisher) }
        } else {
            logger.warning("another daemon took over: this one is on standby")
        }
        waiter?.resume(returning: true)
    }
}
