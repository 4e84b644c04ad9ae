import AMI
import Correlator
public import Logging
import MQTT
import NIOPosix
public import ServiceLifecycle
import Store

/// The bridge as a service: runs until it is asked to stop, and then stops in good order within five seconds.
public struct Daemon: Service {
    private let configuration: BridgeConfiguration
    private let logger: Logger

    /// A daemon with a configuration that has been validated.
    public init(configuration: BridgeConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Bridges until graceful shutdown or cancellation.
    ///
    /// - Throws: what keeps the MQTT client from running at all; a lost broker or PBX is no reason to throw.
    public func run() async throws {
        let backlog = Backlog()
        let settled = Settled()
        let store = try openStore()
        var mqtt = try configuration.mqttClient()
        // What waits longer than it takes to keep the broker busy waits in the store.
        if store != nil { mqtt.queueLimit = min(mqtt.queueLimit, max(2_000, 4 * mqtt.inFlightWindow)) }
        let client = try MQTTClient(
            configuration: mqtt, logger: logger, onAcknowledged: { settled.note($0) }, onDrained: { backlog.drained() })
        let standby =
            configuration.bridge.isStandby
            ? try Standby(configuration: configuration, publisher: client, logger: logger) : nil
        let connection = AMIConnection(
            configuration.amiConnection(eventMask: CallTables.calls.amiClasses.joined(separator: ",")),
            on: MultiThreadedEventLoopGroup.singleton.next(), logger: logger
        ) { [configuration, logger] in
            BridgeSession(
                correlator: Self.correlator(configuration, store, logger),
                outbox: Outbox(
                    client: client, store: store, settled: settled,
                    expiry: configuration.mqtt.messageExpiry.map { UInt32(clamping: $0.components.seconds) },
                    logger: logger),
                backlog: backlog,
                prefix: configuration.mqtt.topicPrefix,
                qos: MQTTQoS(rawValue: UInt8(clamping: configuration.mqtt.qos)) ?? .atLeastOnce, standby: standby,
                logger: logger)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                guard let standby else { return try await client.run() }
                if await standby.becomesActive() { try await client.run() }
            }
            if let standby { group.addTask { try await standby.run() } }
            group.addTask {
                await cancelWhenGracefulShutdown { await connection.run() }
                let left = await client.shutdown(deadline: .now + .seconds(4))
                await standby?.stop(deadline: .now + .seconds(1))
                if left > 0 {
                    logger.error(
                        "stopped with messages that the broker has not acknowledged", metadata: ["messages": "\(left)"])
                }
            }
            try await group.waitForAll()
        }
        var none: [StoredMessage] = []
        do {
            _ = try store?.save(messages: &none, calls: [], settled: settled.take())
        } catch {
            logger.error("what was delivered last may be delivered again: \(error)")
        }
        logger.info("stopped")
    }

    private func openStore() throws -> Store? {
        guard let folder = configuration.store.folder ?? ProcessEnvironment.variables["STATE_DIRECTORY"] else {
            logger.notice(
                """
                nothing is kept on disk: what the broker does not have when the bridge is killed is lost, and so is what \
                it knew of the calls; name a folder in store.folder
                """)
            return nil
        }
        do {
            let store = try Store(
                folder: folder, layout: CallTables.calls.layout, messageLimit: configuration.store.maximumBytes)
            if let damaged = store.damaged {
                logger.error(
                    """
                    the store was damaged and a new one is begun: what it held of calls and of messages that the broker \
                    does not have is not told; it is kept, and ".recover" of the sqlite3 program may read it
                    """, metadata: ["damaged": "\(damaged)"])
            }
            return store
        } catch {
            throw DaemonError.store(folder: folder, error)
        }
    }

    /// The correlator, with the calls of before.
    private static func correlator(
        _ configuration: BridgeConfiguration, _ store: Store?, _ logger: Logger
    ) -> Correlator {
        var options = configuration.correlator
        options.notesChanges = store != nil
        var correlator = Correlator(tables: .calls, options: options)
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
