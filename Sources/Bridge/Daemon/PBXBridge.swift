import AMIClient
import Board
import Correlator
import Logging
import MQTT
import NIOCore
import NIOPosix
import Operations
import Store

/// One PBX with everything of its own: an event loop, its calls, a store, a connection to Asterisk and one to the
/// broker. It never waits for another PBX.
actor PBXBridge {
    /// How long the broker may take to acknowledge messages in flight before its settings change.
    private static let patience = Duration.seconds(2)

    /// The name of the PBX in the configuration; empty for a single one.
    nonisolated let key: String
    nonisolated let board: MetricsBoard
    nonisolated let eventLoop: any EventLoop
    private(set) var configuration: BridgeConfiguration
    private let logger: Logger
    private let group: MultiThreadedEventLoopGroup
    private var store: Store?
    private let version: String
    private let problems: Problems
    private let settled = Settled()
    private let found = FoundStates()
    private let backlog = Backlog()
    private let core: NIOLoopBound<BridgeCore>
    private let onFailure: @Sendable (any Error) -> Void
    private var client: MQTTClient
    private let standby: Standby?
    private let ownStatus: OwnStatus?
    private var presence: Task<Void, Never>?
    private let tables: CallTables
    /// The meaning of its messages and words.
    private let legend: Legend
    private var delivery: Task<Void, Never>?
    private var watch: Task<Void, Never>?
    private var storeOpening: Task<Void, Never>?

    /// Opens the store and creates everything else. ``start()`` connects.
    ///
    /// - Parameters:
    ///   - tables: the behaviour.
    ///   - liveBoard: the live board; `nil` if it is off.
    ///   - daemonProblems: the problems of the daemon as a whole.
    ///   - onFailure: called with an error that keeps the MQTT client from running at all.
    /// - Throws: if the client can't be created.
    init(
        _ configuration: BridgeConfiguration, tables: CallTables, version: String, liveBoard: LiveBoard?,
        daemonProblems: Problems, logger: Logger, onFailure: @escaping @Sendable (any Error) -> Void
    ) async throws {
        let logger = configuration.pbx.name.map { logger.naming(pbx: $0) } ?? logger
        let board = MetricsBoard(pbx: configuration.pbx.name ?? "")
        let problems = board.problems
        let store = Self.store(configuration, tables.layout, problems, logger)
        let word = try configuration.mqttClient().birth.first.map { OwnStatus($0, problems: problems, logger: logger) }
        let ownStatus = configuration.bridge.isStandby ? nil : word
        let legend = Legend(tables)
        let client = try Self.client(configuration, tables.spec, legend, settled, backlog, found, ownStatus, logger)
        let standby =
            configuration.bridge.isStandby
            ? try Standby(
                configuration: configuration, publisher: client, sequenceField: legend.fields(of: nil).sequence,
                problems: problems, logger: logger) : nil
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        key = configuration.key
        self.board = board
        self.eventLoop = eventLoop
        self.configuration = configuration
        self.tables = tables
        self.legend = legend
        self.logger = logger
        self.group = group
        self.store = store
        self.version = version
        self.problems = problems
        self.ownStatus = ownStatus
        self.client = client
        self.standby = standby
        self.onFailure = onFailure
        core = try await eventLoop.submit { [settled, backlog, found] in
            NIOLoopBound(
                BridgeCore(
                    BridgeSession(
                        correlator: Self.correlator(tables, configuration, store, logger),
                        route: Self.route(configuration, client, store, settled, found, problems, logger),
                        states: configuration.states(version: version, legend), liveBoard: liveBoard,
                        backlog: backlog,
                        store: store, prefix: configuration.mqtt.topicPrefix, board: board, standby: standby,
                        ownStatus: ownStatus, daemonProblems: daemonProblems, trunks: configuration.pbx.trunks,
                        legend: legend, logger: logger)),
                eventLoop: eventLoop)
        }.get()
    }

    // MARK: Its life

    /// Connects and reconnects until ``stop()``.
    func start() {
        startDelivery()
        startWatch()
        if store == nil, Store.isWanted(by: configuration) { startOpeningStore() }
    }

    /// Tries to open the store until it works.
    private func startOpeningStore() {
        storeOpening = Task { [configuration, problems, logger] in
            var pause = Duration.seconds(1)
            while (try? await Task.sleep(for: pause)) != nil {
                pause = min(pause * 2, .seconds(30))
                guard let store = Self.store(configuration, tables.layout, problems, logger) else { continue }
                await self.opened(store)
                return
            }
        }
    }

    private func opened(_ store: Store) async {
        let calls: [StoredCall]
        do {
            calls = try store.calls()
        } catch {
            logger.error("the stored calls can't be read: \(error)")
            calls = []
        }
        self.store = store
        logger.notice("the store can be used now")
        await onLoop { $0.session.storeOpened(store, calls: calls) }
    }

    /// Logs off, delivers waiting messages for at most four seconds, and disconnects. The rest stays in the store.
    func stop() async {
        storeOpening?.cancel()
        await storeOpening?.value
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
            logger.error("the last messages may be delivered again: \(error)")
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
            configuration.amiConnection(eventMask: configuration.eventMask(tables)), on: eventLoop,
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

    /// Applies other settings. Calls continue, and only connections with changed settings reconnect. Settings that need
    /// a restart stay.
    ///
    /// - Returns: what was changed, and the fields that need a restart.
    func apply(_ new: BridgeConfiguration) async -> (changed: [String], needRestart: [String]) {
        var changed: [String] = []
        var needRestart: [String] = []
        var new = new
        if new.mqtt.topicPrefix != configuration.mqtt.topicPrefix {
            // Retained messages under the old prefix would stay forever.
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
        if new.bridge != configuration.bridge {
            needRestart.append("bridge")
            new.bridge = configuration.bridge
        }
        if standby != nil, new.mqtt != configuration.mqtt {
            // The election depends on the current connection.
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
            let options = Self.options(configuration)
            await onLoop { [trunks = configuration.pbx.trunks] in $0.session.apply(options, trunks: trunks) }
            changed.append("pbx.trunks, calls")
        }
        if new.homeAssistant != old.homeAssistant {
            configuration.homeAssistant = new.homeAssistant
            let discovery = configuration.discovery(version: version, legend)
            if new.homeAssistant.discoveryPrefix != old.homeAssistant.discoveryPrefix, new.mqtt.keepsStates {
                try? client.subscribe(to: discovery.topicFilter, qos: .atMostOnce) { [found] in
                    found.note($0, isWatched: true)
                }
            }
            await onLoop { [isShown = new.homeAssistant.isEnabled] in $0.session.apply(discovery, isShown: isShown) }
            changed.append("home_assistant")
        }
        if new.mqtt != old.mqtt {
            if await replaceClient(new) {
                configuration.mqtt = new.mqtt
                changed.append("the connection to the broker")
            } else {
                needRestart.append("mqtt")
            }
        }
        if new.ami != old.ami || configuration.eventMask(tables) != old.eventMask(tables) {
            configuration.ami = new.ami
            await stopWatch()
            await onLoop { $0.session.connectionReplaced() }
            startWatch()
            changed.append("the connection to Asterisk")
        }
        return (changed, needRestart)
    }

    /// Replaces the client; false if messages would be lost.
    private func replaceClient(_ new: BridgeConfiguration) async -> Bool {
        let next: MQTTClient
        do {
            next = try Self.client(new, tables.spec, legend, settled, backlog, found, ownStatus, logger)
        } catch {
            logger.error("the mqtt settings can't be used: \(error)")
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
                the mqtt settings were not changed: messages wait for the broker, and without a store they can't move \
                to another connection; reload again when they are delivered, or set store.folder
                """, metadata: ["messages": "\(left)"])
            return false
        }
        await client.shutdown(deadline: .now + Self.patience)
        await delivery?.value
        client = next
        startDelivery()
        await onLoop { [store, settled, found, problems, logger] in
            $0.session.release(to: Self.route(new, next, store, settled, found, problems, logger))
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

    // MARK: Parts

    /// The store; `nil` if none is configured, or if it can't be used, which is logged.
    private static func store(
        _ configuration: BridgeConfiguration, _ layout: UInt64, _ problems: Problems, _ logger: Logger
    ) -> Store? {
        do {
            let store = try Store.open(configuration, layout: layout, logger: logger)
            problems.ended(in: "store")
            return store
        } catch {
            let isKnown = problems.all.contains { $0.part == "store" }
            problems.arose(in: "store", "\(error)")
            if !isKnown {
                logger.error(
                    """
                    \(error). Calls are still published, but messages that the broker has not acknowledged would not \
                    survive the end of the daemon; retrying
                    """)
            }
            return nil
        }
    }

    private static func client(
        _ configuration: BridgeConfiguration, _ spec: SpecIdentity, _ legend: Legend, _ settled: Settled,
        _ backlog: Backlog,
        _ found: FoundStates, _ ownStatus: OwnStatus?, _ logger: Logger
    ) throws -> MQTTClient {
        var mqtt = try configuration.mqttClient()
        try mqtt.announce(spec, below: configuration.mqtt.topicPrefix)
        // Messages beyond what keeps the broker busy wait in the store.
        if Store.isWanted(by: configuration) {
            mqtt.queueLimit = min(mqtt.queueLimit, max(2_000, 4 * mqtt.inFlightWindow))
        }
        let client = try MQTTClient(
            configuration: mqtt, logger: logger, onAcknowledged: { settled.note($0) }, onDrained: { backlog.drained() })
        // The version does not matter here.
        for (filter, isWatched) in configuration.states(version: "", legend).topicFilters {
            try client.subscribe(to: filter, qos: .atMostOnce) { found.note($0, isWatched: isWatched) }
        }
        if let ownStatus {
            try client.subscribe(to: ownStatus.topic, qos: .atMostOnce) { [weak client] message in
                ownStatus.heard(message, connection: client?.counters.reconnects ?? 0)
            }
        }
        return client
    }

    private static func route(
        _ configuration: BridgeConfiguration, _ client: MQTTClient, _ store: Store?, _ settled: Settled,
        _ found: FoundStates, _ problems: Problems, _ logger: Logger
    ) -> BrokerRoute {
        BrokerRoute(
            client: client,
            outbox: Outbox(
                client: client, store: store, settled: settled,
                expiry: configuration.mqtt.messageExpiry.map { UInt32(clamping: $0.components.seconds) },
                problems: problems, logger: logger),
            found: found, qos: MQTTQoS(rawValue: UInt8(clamping: configuration.mqtt.qos)) ?? .atLeastOnce,
            metricsInterval: configuration.mqtt.metricsInterval)
    }

    private static func options(_ configuration: BridgeConfiguration) -> CorrelatorOptions {
        var options = configuration.correlator
        options.notesChanges = Store.isWanted(by: configuration)
        return options
    }

    /// The correlator, with the calls from the store.
    private static func correlator(
        _ tables: CallTables, _ configuration: BridgeConfiguration, _ store: Store?, _ logger: Logger
    ) -> Correlator {
        var correlator = Correlator(tables: tables, options: options(configuration))
        do {
            let calls = try store?.calls() ?? []
            let known = calls.filter { $0.record.map { correlator.restore($0) } ?? false }.count
            if known > 0 { logger.info("\(known) \(known == 1 ? "call" : "calls") restored from the store") }
            if known < calls.count {
                logger.error("stored calls were dropped: unreadable", metadata: ["calls": "\(calls.count - known)"])
            }
        } catch {
            logger.error("the stored calls can't be read: \(error)")
        }
        return correlator
    }
}

extension BridgeConfiguration {
    /// Identifies a PBX in the configuration; empty for a single one, whatever its name.
    var key: String { pbx.isListed ? pbx.name ?? "" : "" }
}

extension Logger {
    /// A logger whose lines name the PBX.
    fileprivate func naming(pbx: String) -> Logger {
        var logger = self
        logger[metadataKey: "pbx"] = "\(pbx)"
        return logger
    }
}
