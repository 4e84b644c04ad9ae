import TestSupport
import Testing

@Suite("asterisk-mqtt check --connect", .serialized, .timeLimit(.minutes(5)))
struct CheckTests {
    @Test("says what it reached, and what it did not by its exit code", arguments: [true, false])
    func connects(_ isBrokerThere: Bool) async throws {
        let broker = try await Mosquitto()
        if !isBrokerThere { broker.stop() }
        let player = try await Player(Recordings("busy"))
        let folder = TemporaryDirectory()
        write(
            """
            ami: {host: 127.0.0.1, port: \(player.port), username: bridge, secret: s3cr3t-w0rd}
            mqtt: {broker: "tcp://127.0.0.1:\(broker.port)"}
            """, to: folder.file("asterisk-mqtt.yaml"))
        let check = try ChildProcess(
            Program.path("asterisk-mqtt"), ["check", "--connect", "--config", folder.file("asterisk-mqtt.yaml")],
            output: folder.file("log"))
        #expect(try await check.wait() == (isBrokerThere ? 0 : 1))
        #expect(check.text.contains("Asterisk at 127.0.0.1:\(player.port): logged in"))
        #expect(check.text.contains(isBrokerThere ? "connected to" : "nothing listens there"))
    }
}
