import AMI
import Board
import Correlator
import Logging
import MQTT
import NIOCore
import NIOPosix
import Operations
import Store

/// One PBX and all that is its own: an event loop, what is known of its calls, a store, a connection to Asterisk and one
/// to the broker. Nothing of it waits for another PBX.
actor PBXBridge {
    /// How long the broker may take to acknowledge what is under way before its settings are changed.
    private static let patience = Duration.seconds(2)

    /// What the PBX is called in the configuration; empty where there is but one.
    nonisolated let key: String
    nonisolated let board: FiguresBoard
    nonisolated let eventLoop: any EventLoop
    private(set) var configuration: BridgeConfiguration
    private let logger: Logger
    private let group: MultiThreadedEventLoopGroup
    private let store: Store?
    private let settled = Settled()
    private let found = FoundStates()
    private let backlog = Backlog()
    private let core: NIOLoopBound<BridgeCore>
    private let onFailure: @Sendable (any Error) -> Void
    private var client: MQTTClient
    private let standby: Standby?
    private var presence: Task<Void, Never>?
    private var delivery: Task<Void, Never>?
    private var watch: Task<Void, Never>?

    /// Opens the store and makes everything else; nothing is connected before ``start()``.
    ///
    /// - Parameters:
    ///   - liveBoard: where people see what its calls do; `nil` for nowhere.
    ///   - onFailure: told of what keeps the MQTT client from running at all.
    /// - Throws: where the store can't be used.
    init(
        _ configuration: BridgeConfiguration, version: String, liveBoard: LiveBoard?, logger: Logger,
        onFailure: @escaping @Sendable (any Error) -> Void
    ) async throws {
        let logger = configuration.pbx.name.map { logger.naming(pbx: $0) } ?? logger
        let store = try Store.open(configuration, logger: logger)
        let client = try Self.client(configuration, store, settled, backlog, found, logger)
        let standby =
            configuration.bridge.isStandby
            ? try Standby(configuration: configuration, publisher: client, logger: logger) : nil
        let board = FiguresBoard(pbx: configuration.pbx.name ?? "")
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        key = configuration.key
        self.board = board
        self.eventLoop = eventLoop
        self.configuration = configuration
        self.logger = logger
        self.group = group
        self.store = store
        self.client = client
        self.standby = standby
        self.onFailure = onFailure
        core = try await eventLoop.submit { [settled, backlog, found] in
            NIOLoopBound(
                BridgeCore(
                    BridgeSession(
                        correlator: Self.correlator(configuration, store, logger),
                        route: Self.route(configuration, client, store, settled, found, logger),
                        states: configuration.states(version: version), liveBoard: liveBoard, backlog: backlog,
                        store: store, prefix: configuration.mqtt.topicPrefix, board: board, standby: standby,
                        logger: logger)),
                eventLoop: eventLoop)
        }.get()
    }

    // MARK: Its life

    /// Connects, and connects again, until ``stop()``.
    func start() {
        startDelivery()
        startWatch()
    }

    /// Logs off, delivers what waits, at most for four seconds, and disconnects. What is left is in the store.
    func stop() async {
        await stopWatch()
        let left = await client.shutdown(deadline: .now + .seconds(4))
        if left > 0 {
            logger.error(
                "stopped with messages that the broker has not acknowledged", metadata: ["messages": "\(left)"])
        }
        await standby?.stop(deadline: .now + .seconds(1))
        await delivery?.value
        await presence?.value
        var none: [StoredMessage] = []
        do {
            _ = try store?.save(messages: &none, calls: [], settled: settled.take())
        } catch {
            logger.error("what was delivered last may be delivered again: \(error)")
        }
        try? await group.shutdownGracefully()
    }

    private func startDelivery() {
        delivery = Task { [client, standby, onFailure] in
            if let standby, await !standby.becomesActive() { return }
            do { try await client.run() } catch { onFailure(error) }
        }
        guard let standby, presence == nil else { return }
        presence = Task { [onFailure] in
            do { try await standby.run() } catch { onFailure(error) }
        }
    }

    private func startWatch() {
        let connection = AMIConnection(
            configuration.amiConnection(eventMask: CallTables.calls.amiClasses.joined(separator: ",")), on: eventLoop,
            logger: logger
        ) { [core] in
            BridgeCoreHandle(core: core.value)
        }
        watch = Task { await connection.run() }
    }

    private func stopWatch() async {
        watch?.cancel()
        await watch?.value
        watch = nil
    }

    // MARK: Other settings

    /// Goes on with other settings: calls go on, and only the connections whose settings are others are made anew. What
    /// can't be changed so stays as it is.
    ///
    /// - Returns: what was changed, and what needs a new start of the daemon, as people name it.
    func apply(_ new: BridgeConfiguration) async -> (changed: [String], needRestart: [String]) {
        var changed: [String] = []
        var needRestart: [String] = []
        var new = new
        if new.mqtt.topicPrefix != configuration.mqtt.topicPrefix {
            // What is retained under the old one would stay there for good.
            needRestart.append("mqtt.topic_prefix")
            new.mqtt.topicPrefix = configuration.mqtt.topicPrefix
        }
        if new.pbx.name != configuration.pbx.name {
            needRestart.append("pbx.name")
            new.pbx.name = configuration.pbx.name
        }
        if new.mqtt.keepsStates != configuration.mqtt.keepsStates {
            needRestart.append("mqtt.states")
            new.mqtt.keepsStates = configuration.mqtt.keepsStates
        }
        if new.homeAssistant != configuration.homeAssistant {
            needRestart.append("home_assistant")
            new.homeAssistant = configuration.homeAssistant
        }
        if new.bridge != configuration.bridge {
            needRestart.append("bridge")
            new.bridge = configuration.bridge
        }
        if standby != nil, new.mqtt != configuration.mqtt {
            // Which of several bridges publishes is settled by the connection that there is.
            needRestart.append("mqtt")
            new.mqtt = configuration.mqtt
        }
        if new.store != configuration.store {
            needRestart.append("store")
            new.store = configuration.store
        }
        let old = configuration
        if new.pbx != old.pbx || new.calls != old.calls {
            configuration.pbx = new.pbx
            configuration.calls = new.calls
            let options = Self.options(configuration, store)
            await onLoop { $0.session.apply(options) }
            changed.append("pbx.trunks, calls")
        }
        if new.mqtt != old.mqtt {
            if await replaceClient(new) {
                configuration.mqtt = new.mqtt
                changed.append("the connection to the broker")
            } else {
                needRestart.append("mqtt")
            }
        }
        if new.ami != old.ami {
            configuration.ami = new.ami
            await stopWatch()
            await onLoop { $0.session.connectionReplaced() }
            startWatch()
            changed.append("the connection to Asterisk")
        }
        return (changed, needRestart)
    }

    /// Has another client take over; false where that can't be done without losing messages.
    private func replaceClient(_ new: BridgeConfiguration) async -> Bool {
        let next: MQTTClient
        do {
            next = try Self.client(new, store, settled, backlog, found, logger)
        } catch {
            logger.error("the settings of mqtt can't be used: \(error)")
            return false
        }
        await onLoop { $0.session.hold() }
        let deadline = ContinuousClock.now + Self.patience
        while client.counters.kept > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
        let left = client.counters.kept
        guard store != nil || left == 0 else {
            await onLoop { $0.session.release() }
            logger.error(
                """
                the settings of mqtt stay as they were: messages wait for the broker, and without a store they can't go \
                over to another connection; have them delivered and reload again, or name a folder in store.folder
                """, metadata: ["messages": "\(left)"])
            return false
        }
        await client.shutdown(deadline: .now + Self.patience)
        await delivery?.value
        client = next
        startDelivery()
        await onLoop { [store, settled, found, logger] in
            $0.session.release(to: Self.route(new, next, store, settled, found, logger))
        }
        return true
    }

    private func onLoop(_ body: @escaping @Sendable (BridgeCore) -> Void) async {
        await withCheckedContinuation { continuation in
            eventLoop.execute { [core] in
                body(core.value)
                continuation.resume()
            }
        }
    }

    // MARK: Its parts

    private static func client(
        _ configuration: BridgeConfiguration, _ store: Store?, _ settled: Settled, _ backlog: Backlog,
        _ found: FoundStates, _ logger: Logger
    ) throws -> MQTTClient {
        var mqtt = try configuration.mqttClient()
        // What waits longer than it takes to keep the broker busy waits in the store.
        if store != nil { mqtt.queueLimit = min(mqtt.queueLimit, max(2_000, 4 * mqtt.inFlightWindow)) }
        let client = try MQTTClient(
            configuration: mqtt, logger: logger, onAcknowledged: { settled.note($0) }, onDrained: { backlog.drained() })
        // What the version is does not matter here.
        for filter in configuration.states(version: "")?.topicFilters ?? [] {
            try client.subscribe(to: filter, qos: .atMostOnce) { found.note($0) }
        }
        return client
    }

    private static func route(
        _ configuration: BridgeConfiguration, _ client: MQTTClient, _ store: Store?, _ settled: Settled,
        _ found: FoundStates, _ logger: Logger
    ) -> BrokerRoute {
        BrokerRoute(
            client: client,
            outbox: Outbox(
                client: client, store: store, settled: settled,
                expiry: configuration.mqtt.messageExpiry.map { UInt32(clamping: $0.components.seconds) }, logger: logger
            ),
            found: found, qos: MQTTQoS(rawValue: UInt8(clamping: configuration.mqtt.qos)) ?? .atLeastOnce,
            figuresInterval: configuration.mqtt.metricsInterval)
    }

    private static func options(_ configuration: BridgeConfiguration, _ store: Store?) -> CorrelatorOptions {
        var options = configuration.correlator
        options.notesChanges = store != nil
        return options
    }

    /// The correlator, with the calls of before.
    private static func correlator(
        _ configuration: BridgeConfiguration, _ store: Store?, _ logger: Logger
    ) -> Correlator {
        var correlator = Correlator(tables: .calls, options: options(configuration, store))
        do {
            let calls = try store?.calls() ?? []
            let known = calls.filter { $0.record.map { correlator.restore($0) } ?? false }.count
            if known > 0 { logger.info("calls of before are known", metadata: ["calls": "\(known)"]) }
            if known < calls.count {
                logger.error("calls of before can't be read", metadata: ["calls": "\(calls.count - known)"])
            }
        } catch {
            logger.error("calls of before can't be read: \(error)")
        }
        return correlator
    }
}

extension BridgeConfiguration {
    /// By what a PBX is told from the others of the configuration; empty where it is the only one, whatever its name.
    var key: String { pbx.isListed ? pbx.name ?? "" : "" }
}

extension Logger {
    /// One whose lines say which PBX they are about.
    fileprivate func naming(pbx: String) -> Logger {
        var logger = self
        logger[metadataKey: "pbx"] = "\(pbx)"
        return logger
    }
}
