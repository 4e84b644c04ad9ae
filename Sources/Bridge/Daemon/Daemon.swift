import AMI
import Correlator
public import Logging
import MQTT
import NIOPosix
public import ServiceLifecycle

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
        let client = try MQTTClient(
            configuration: try configuration.mqttClient(), logger: logger, onDrained: { backlog.drained() })
        let connection = AMIConnection(
            configuration.amiConnection(eventMask: CallTables.calls.amiClasses.joined(separator: ",")),
            on: MultiThreadedEventLoopGroup.singleton.next(), logger: logger
        ) { [configuration, logger] in
            BridgeSession(
                correlator: Correlator(tables: .calls, options: configuration.correlator), client: client,
                backlog: backlog,
                prefix: configuration.mqtt.topicPrefix,
                qos: MQTTQoS(rawValue: UInt8(clamping: configuration.mqtt.qos)) ?? .atLeastOnce, logger: logger)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            group.addTask {
                await cancelWhenGracefulShutdown { await connection.run() }
                let left = await client.shutdown(deadline: .now + .seconds(4))
                if left > 0 {
                    logger.error(
                        "stopped with messages that the broker has not acknowledged", metadata: ["messages": "\(left)"])
                }
            }
            try await group.waitForAll()
        }
        logger.info("stopped")
    }
}
