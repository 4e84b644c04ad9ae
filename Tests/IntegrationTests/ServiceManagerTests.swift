import Foundation
import TestSupport
import Testing

@Suite("What systemd is told", .serialized, .timeLimit(.minutes(5)))
struct ServiceManagerTests {
    @Test(
        "Ready, how it is, reloading, alive and stopping, at a path and under an abstract name",
        arguments: [true, false])
    func life(_ isAbstract: Bool) async throws {
        let folder = TemporaryDirectory()
        let socket = NotifySocket(isAbstract ? "@asterisk-mqtt-\(UUID())" : folder.file("notify"))
        let broker = try await Mosquitto()
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let daemon = try RunningDaemon(
            configuration: RunningDaemon.configuration(
                ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"]),
            environment: ["NOTIFY_SOCKET": socket.address, "WATCHDOG_USEC": "400000"])
        try await eventually("ready: \(socket.messages)") {
            socket.messages.first { $0 != "WATCHDOG=1" }?.hasPrefix("READY=1\nSTATUS=Asterisk ") == true
        }
        try await eventually("how it is: \(socket.messages)") {
            socket.messages.contains("STATUS=Asterisk connected, broker connected, 0 calls")
        }
        let before = socket.messages.filter { $0 == "WATCHDOG=1" }.count
        try await eventually("it is alive") { socket.messages.filter { $0 == "WATCHDOG=1" }.count > before + 3 }
        daemon.reload()
        try await eventually("reloading: \(socket.messages)") {
            guard let place = socket.messages.firstIndex(where: { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") })
            else { return false }
            return socket.messages[place...].contains { $0.hasPrefix("READY=1\n") }
        }
        #expect(try await daemon.stop() == 0)
        #expect(socket.messages.filter { $0 != "WATCHDOG=1" }.last == "STOPPING=1\nSTATUS=stopping")
    }

    @Test("A watchdog that is meant for another process is left to it")
    func othersWatchdog() async throws {
        let folder = TemporaryDirectory()
        let socket = NotifySocket(folder.file("notify"))
        let broker = try await Mosquitto()
        let pid = Int(ProcessInfo.processInfo.processIdentifier)
        let daemon = try RunningDaemon(
            configuration: RunningDaemon.configuration(
                ami: ["port: 1", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"]),
            environment: [
                "NOTIFY_SOCKET": socket.address, "WATCHDOG_USEC": "200000", "WATCHDOG_PID": "\(pid)",
            ])
        try await eventually("ready") { socket.messages.contains { $0.hasPrefix("READY=1") } }
        try await Task.sleep(for: .milliseconds(500))
        #expect(!socket.messages.contains("WATCHDOG=1"))
        #expect(try await daemon.stop() == 0)
    }

    @Test("The unit bounds what a daemon can take of its machine, and leaves no core file with secrets in it")
    func unit() async throws {
        let unit = Checkout.file("tools/packaging/asterisk-mqtt.service")
        let lines = read(file: unit).split(separator: "\n")
        for line in ["LimitCORE=0", "MemoryMax=1G", "TasksMax=2048", "LimitNOFILE=65536"] {
            #expect(lines.contains { $0 == line })
        }
        let folder = TemporaryDirectory()
        // Where it is not there, the unit is looked at elsewhere.
        let tool = "/usr/bin/systemd-analyze"
        guard FileManager.default.isExecutableFile(atPath: tool) else { return }
        let analysis = try ChildProcess(tool, ["security", "--offline=true", unit], output: folder.file("log"))
        _ = try await analysis.wait()
        let exposure = try #require(analysis.text.firstMatch(of: /exposure level for asterisk-mqtt.service: ([0-9.]+)/))
        #expect(try #require(Double(exposure.1)) < 2)
    }
}
