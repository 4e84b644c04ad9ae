import Logging
import NIOPosix
import Synchronization

import TestSupport

@testable import AMIClient

/// A connection that is running, and what its delegate is told.
final class RunningConnection: Sendable {
    let gate = ObservedDelegate.Gate()
    let log = KeptLog()
    private let observations: AsyncStream<Observation>
    private let task: Task<Void, Never>

    init(_ options: AMIConnectionOptions, timing: AMITiming = .system) {
        let (observations, continuation) = AsyncStream.makeStream(of: Observation.self)
        self.observations = observations
        let (gate, log) = (gate, log)
        let connection = AMIConnection(
            options, on: MultiThreadedEventLoopGroup.singleton.next(),
            logger: Logger(label: "test") { _ in log }, timing: timing
        ) {
            ObservedDelegate(continuation, gate: gate)
        }
        task = Task { await connection.run() }
    }

    func next() async throws -> Observation {
        for await observation in observations { return observation }
        throw CancellationError()
    }

    func session() async throws -> AMISession {
        while true { if case .began(let session) = try await next() { return session } }
    }

    func message() async throws -> RecordedMessage {
        while true { if case .message(let message) = try await next() { return message } }
    }

    func end() async throws -> AMIDisconnection {
        while true { if case .ended(let reason) = try await next() { return reason } }
    }

    func paused() async throws -> UInt64 {
        while true { if case .paused(let bytes) = try await next() { return bytes } }
    }

    func tickWhilePaused() async throws -> UInt64 {
        while true { if case .tickWhilePaused(let bytes) = try await next() { return bytes } }
    }

    func retry() async throws -> (reason: AMIDisconnection, delay: Duration) {
        while true { if case .willReconnect(let reason, let delay) = try await next() { return (reason, delay) } }
    }

    func stop() async {
        task.cancel()
        await task.value
    }
}

/// Keeps log lines of every level.
final class KeptLog: LogHandler, Sendable {
    private let kept = Mutex<[String]>([])
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        kept.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
    }

    var lines: [String] { kept.withLock { $0 } }
}

extension AMIConnectionOptions {
    /// For a server on this machine, hurried, with a secret that is easily found where it shouldn't be.
    static func local(_ port: Int, _ change: (inout AMIConnectionOptions) -> Void = { _ in }) -> AMIConnectionOptions {
        var options = AMIConnectionOptions(
            host: "127.0.0.1", port: port, username: "bridge", secret: AMISecret("s3cr3t-w0rd"))
        options.reconnectMinimum = .milliseconds(10)
        options.reconnectMaximum = .milliseconds(20)
        options.tickInterval = .milliseconds(10)
        options.logoffTimeout = .milliseconds(50)
        change(&options)
        return options
    }
}
