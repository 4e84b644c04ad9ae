import Logging
import MQTT
import Synchronization
import TestSupport

/// A client that runs until the test is done with it.
final class RunningClient: Sendable {
    let client: MQTTClient
    private let run: Task<Void, any Error>
    private let watch: Task<Void, Never>

    init(
        _ configuration: MQTTConfiguration,
        onAcknowledged: (@Sendable ([MQTTAcknowledgement]) -> Void)? = nil,
        onDrained: (@Sendable () -> Void)? = nil
    ) throws {
        let client = try MQTTClient(
            configuration: configuration,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            onAcknowledged: onAcknowledged, onDrained: onDrained)
        self.client = client
        run = Task { try await client.run() }
        let seen = Box()
        box = seen
        watch = Task {
            for await event in client.connectionEvents { seen.events.withLock { $0.append(event) } }
        }
    }

    private let box: Box
    private final class Box: Sendable {
        let events = Mutex<[MQTTConnectionEvent]>([])
    }

    deinit {
        run.cancel()
    }

    func seen() -> [MQTTConnectionEvent] { box.events.withLock { $0 } }

    func failures() -> [MQTTConnectionFailure] {
        seen().compactMap {
            switch $0 {
            case .failed(let failure, _), .lost(let failure, _): failure
            default: nil
            }
        }
    }

    func connects() async throws { try await eventually("the client connects") { self.client.session != nil } }

    func firstFailure() async throws -> MQTTConnectionFailure {
        try await eventually("the client fails") { !self.failures().isEmpty }
        return failures()[0]
    }

    /// Waits for a failure of that kind, whatever came before.
    func fails(_ kind: MQTTConnectionFailure.Kind) async throws {
        try await eventually("\(kind); it was \(self.failures().map(\.kind))") {
            self.failures().contains { $0.kind == kind }
        }
    }

    func acknowledges(_ count: Int) async throws {
        try await eventually("\(count) messages are acknowledged") {
            self.client.counters.acknowledged >= count
        }
    }

    /// Drops the connection without DISCONNECT, as a killed process does.
    func drop() async throws {
        run.cancel()
        _ = await run.result
    }

    func shutdown(within seconds: Double = 60) async throws -> Int {
        let left = await client.shutdown(deadline: .now + .seconds(seconds))
        try await run.value
        return left
    }
}
