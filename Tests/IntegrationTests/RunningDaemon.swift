import Foundation
import TestSupport

/// `asterisk-mqtt run`, in a hurry to connect again.
final class RunningDaemon: Sendable {
    private let process: ChildProcess
    private let folder = TemporaryDirectory()

    /// Starts it with this configuration.
    init(configuration: String, environment: [String: String] = [:], arguments: [String] = []) throws {
        write(configuration, to: folder.file("asterisk-mqtt.yaml"))
        process = try ChildProcess(
            "/usr/bin/env",
            environment.map { "\($0.key)=\($0.value)" } + [
                Program.path("asterisk-mqtt"), "run", "--config", folder.file("asterisk-mqtt.yaml"),
            ] + arguments, output: folder.file("log"))
    }

    /// Starts it with these lines of configuration under `ami:`, `mqtt:` and `bridge:`, and with a store if there is a folder.
    convenience init(
        ami: [String], mqtt: [String], bridge: [String] = [], store: TemporaryDirectory? = nil, _ more: String = "",
        arguments: [String] = []
    ) throws {
        try self.init(
            configuration: Self.configuration(ami: ami, mqtt: mqtt, bridge: bridge, store: store) + more,
            arguments: arguments)
    }

    /// A configuration of these lines under `ami:` and `mqtt:`.
    static func configuration(
        ami: [String], mqtt: [String], bridge: [String] = [], store: TemporaryDirectory? = nil
    ) -> String {
        func section(_ name: String, _ lines: [String]) -> String {
            "\(name):\n" + lines.map { "  \($0)\n" }.joined()
        }
        let hurry = ["host: 127.0.0.1", "username: bridge", "reconnect: {min_seconds: 0.05, max_seconds: 0.2}"]
        var text = section("ami", hurry + ami) + section("mqtt", mqtt) + section("log", ["level: debug"])
        if !bridge.isEmpty { text += section("bridge", bridge) }
        if let store { text += section("store", ["folder: \(store.path)"]) }
        return text
    }

    /// Between a PBX that lets anybody in and a broker that does.
    convenience init(from ami: UInt16, to broker: Mosquitto, store: TemporaryDirectory? = nil) throws {
        try self.init(
            ami: ["port: \(ami)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"],
            store: store)
    }

    var log: String { process.text }
    var isRunning: Bool { process.isRunning }
    /// The most that it ever had in memory, in megabytes.
    var mostResident: Int? {
        (try? String(contentsOfFile: "/proc/\(process.pid)/status", encoding: .utf8))?
            .firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap { Int($0.1) }.map { $0 / 1024 }
    }

    /// Stops it as systemd does; its exit code.
    func stop() async throws -> Int32 {
        process.signal(SIGTERM)
        return try await process.wait()
    }

    /// Has it read another configuration, or the same again.
    func reload(_ configuration: String? = nil) {
        if let configuration { write(configuration, to: folder.file("asterisk-mqtt.yaml")) }
        process.signal(SIGHUP)
    }

    /// Waits until its log says something; times is how often.
    func says(_ text: String, times: Int = 1) async throws {
        try await eventually("the log says \(text): \(log)") {
            log.components(separatedBy: text).count > times
        }
    }

    func kill() { process.end(SIGKILL) }

    /// It stands still: it neither hears nor publishes, and nobody is told.
    func suspend() { process.signal(SIGSTOP) }
}
