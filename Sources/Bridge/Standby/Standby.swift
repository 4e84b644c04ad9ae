import Logging
import MQTT
import Store
import Synchronization

/// Sees to it that of several bridges at one PBX one publishes, by a connection to the broker of its own: only so can the
/// last will of a bridge that stands by be another one than that of the active one.
///
/// `{prefix}/bridge/instances/{instance}`, kept by the broker, says `active TERM` or `standby`; it is removed by its
/// bridge's farewell or last will. What the active one publishes is received here, so that after a take-over what it was
/// not seen to publish can be.
final class Standby: Sendable {
    /// How often something is decided by the clock.
    static let interval = Duration.milliseconds(250)
    /// How long messages are held: twice what it takes to be sure that the active one is gone.
    private static let holdingTime = Election.silence * 4
    private static let heartbeat = Duration.seconds(10)

    private struct State {
        var election: Election
        var seen: SeenEvents
        var isConnected = false
        var announced: ContinuousClock.Instant?
        /// The one who waits for this bridge to become the active one.
        var waiter: CheckedContinuation<Bool, Never>?
        var hasEnded = false
    }

    private let link: MQTTClient
    private let publisher: MQTTClient
    private let topic: String
    private let status: [MQTTMessage]
    private let logger: Logger
    private let heldLimit: Int
    private let state: Mutex<State>

    /// - Parameter publisher: the client that publishes what the calls do; it is to run from ``becomesActive()`` on.
    init(configuration: BridgeConfiguration, publisher: MQTTClient, logger: Logger) throws {
        let instance = configuration.instance
        let prefix = configuration.mqtt.topicPrefix
        topic = "\(prefix)/bridge/instances/\(instance)"
        self.publisher = publisher
        status = publisher.configuration.birth
        self.logger = logger
        heldLimit = configuration.mqtt.queueMessages
        state = Mutex(State(election: Election(instance: instance), seen: SeenEvents(limit: heldLimit)))
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

    /// Whether this bridge is the active one.
    var isActive: Bool { state.withLock { $0.election.role != .standby } }

    var held: HeldMessages { HeldMessages(time: Self.holdingTime, limit: heldLimit) }

    /// What is to be published by this bridge now of what is held: all that nobody was seen to publish, where this is the
    /// active one; nothing where it is not.
    func release(_ held: inout HeldMessages) -> [StoredMessage] {
        state.withLock { state in
            if state.election.role != .standby { return held.take { state.seen.contains($0) } }
            held.prune(at: .now) { state.seen.contains($0) }
            return []
        }
    }

    /// Waits until this bridge is the active one for the first time; `false` where it is stopped before.
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
        logger.notice("standing by until it is known whether another bridge is active", metadata: ["topic": "\(topic)"])
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

    /// No more is to be published by this bridge: another one takes over.
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

    // MARK: What is heard

    private func connectionDid(_ event: MQTTConnectionEvent) {
        switch event {
        case .connected:
            state.withLock { $0.isConnected = true }
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
            // By the last will of a connection before this one.
            return name == state.election.instance && message.payload.isEmpty && !state.hasEnded
        }
        if isRemoved { announce() }
        decide()
    }

    private func saw(_ message: MQTTReceivedMessage) {
        guard let id = SeenEvents.eventID(in: message.payload) else { return }
        state.withLock { $0.seen.insert(id) }
    }

    /// The last will of one that was active can come after the word of the one that took over.
    private func statusIs(_ payload: [UInt8], _ birth: MQTTMessage) {
        if payload != birth.payload, isActive, publisher.session != nil { publish(status, by: publisher) }
    }

    // MARK: What is said

    private func tick() {
        decide()
        let isDue = state.withLock { $0.announced.map { .now - $0 >= Self.heartbeat } ?? false }
        if isDue { announce() }
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
            logger.error("the other bridges can't be told what this one is: \(error)")
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
            logger.notice("this bridge is the active one now", metadata: ["term": "\(term)"])
            // Where it was active before, its connection still stands and its status may be another one's.
            if publisher.session != nil { publish(status, by: publisher) }
        } else {
            logger.warning("another bridge took over meanwhile: this one stands by")
        }
        waiter?.resume(returning: true)
    }
}
