import Foundation
import TestSupport
import Testing

@Suite("What is too large at a topic that the daemon reads", .serialized, .timeLimit(.minutes(5)))
struct LargeMessageTests {
    @Test("has a bound by both versions of MQTT, and calls are told", arguments: ["5", "3.1.1"])
    func bounded(_ version: String) async throws {
        let broker = try await Mosquitto()
        let file = broker.folder.file("large")
        write(String(repeating: "x", count: 200 << 20), to: file)
        let publisher = try ChildProcess(
            "mosquitto_pub", ["-p", "\(broker.port)", "-q", "1", "-r", "-t", "asterisk/call/1.1/state", "-f", file],
            output: broker.folder.file("published"))
        #expect(try await publisher.wait() == 0)
        let player = try await Player(Recordings("busy"))
        let daemon = try RunningDaemon(
            ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"],
            mqtt: ["broker: tcp://127.0.0.1:\(broker.port)", "protocol: \"\(version)\""])
        let calls = try await broker.subscriber("asterisk/call/+/hungup")
        try await eventually("the call is told: \(daemon.log)") { !calls.messages().isEmpty }
        if version == "3.1.1" { try await daemon.says("sent a message of more than 1048576 bytes") }
        let most = try #require(daemon.mostResident)
        #expect(most < 80, "\(most) MB")
        #expect(try await daemon.stop() == 0)
    }
}
