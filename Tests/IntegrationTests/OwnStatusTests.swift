import TestSupport
import Testing

@Suite("What the broker keeps in the bridge's name is the bridge's", .serialized, .timeLimit(.minutes(5)))
struct OwnStatusTests {
    private func daemon(
        _ ami: UInt16, _ broker: Mosquitto, client: String = "one", homeAssistant: Bool = true
    ) throws -> RunningDaemon {
        try RunningDaemon(
            ami: ["port: \(ami)", "secret: s3cr3t-w0rd"],
            mqtt: ["broker: tcp://127.0.0.1:\(broker.port)", "client_id: \(client)"],
            "\nhome_assistant: {enabled: \(homeAssistant)}\n")
    }

    /// What a broker keeps at some topics.
    private func kept(_ broker: Mosquitto, _ topic: String) async throws -> [String] {
        let subscriber = try await broker.subscriber(topic)
        try await Task.sleep(for: .seconds(1))
        return subscriber.messages()
    }

    @Test("A second daemon on the same prefix leaves nothing of its own behind, and the first says what is wrong")
    func second() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let first = try daemon(player.port, broker)
        try await consumer.sees("online")
        // Longer than its own word may take to come back.
        try await Task.sleep(for: .seconds(12))
        #expect(!first.log.contains("do not come back"))
        let before = try await kept(broker, "homeassistant/#")
        #expect(before.count > 3)
        let second = try daemon(player.port, broker, client: "two", homeAssistant: false)
        try await second.says("Connected to")
        try await Task.sleep(for: .seconds(2))
        #expect(try await second.stop() == 0)
        try await first.says(#"another client published "offline" to asterisk/bridge/status"#)
        try await eventually("it is online again: \(consumer.lines)") {
            consumer.lines.last { $0.hasPrefix(Consumer.status) } == "\(Consumer.status) online"
        }
        try await first.says("another client wrote to topics that only this daemon should write")
        try await Task.sleep(for: .seconds(2))
        #expect(try await kept(broker, Consumer.status) == ["\(Consumer.status) online"])
        #expect(try await kept(broker, "homeassistant/#").sorted() == before.sorted())
        #expect(try await first.stop() == 0)
    }

    @Test("A restart while the PBX is away takes nothing back from Home Assistant, nor do restarts of PBX and broker")
    func restarts() async throws {
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber("homeassistant/#", ["-c", "-i", "home"])
        let port = LoopbackPort.free()
        var player: Player? = try await Player(Recordings("answer-caller-hangs-up"), port: port, ["--speed", "5"])
        var daemon = try daemon(port, broker)
        try await eventually("lamps are told: \(subscriber.messages())") {
            subscriber.messages().contains { $0.contains("/extension_21/config {") }
        }
        #expect(try await daemon.stop() == 0)
        player?.kill()
        player = nil
        daemon = try self.daemon(port, broker)
        try await daemon.says("Connected to")
        try await Task.sleep(for: .seconds(3))
        broker.stop()
        try await broker.start()
        try await daemon.says("Connected to", times: 2)
        // The same phones, whose lamps it lists.
        player = try await Player(Recordings("answer-caller-hangs-up"), port: port, ["--speed", "0.2"])
        try await daemon.says("logged in to Asterisk")
        try await Task.sleep(for: .seconds(3))
        #expect(try await daemon.stop() == 0)
        #expect(!subscriber.messages().contains { $0.hasSuffix("/config ") }, "\(subscriber.messages())")
        withExtendedLifetime(player) {}
    }

    @Test("Whether the PBX can be heard is kept by the broker, with since when and why not")
    func pbx() async throws {
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber("asterisk/pbx/status", format: "%p")
        let port = LoopbackPort.free()
        let daemon = try daemon(port, broker)
        func says(_ text: String) async throws {
            try await eventually("\(text): \(subscriber.messages())") {
                subscriber.messages().last?.contains(text) == true
            }
        }
        try await says(#"{"state":"offline","since":"2"#)
        try await says(#""why":"the connection was refused"#)
        let player = try await Player(Recordings("busy"), port: port, ["--speed", "0.2"])
        try await says(#"{"state":"online","since":"2"#)
        player.kill()
        try await says(#"{"state":"offline""#)
        #expect(try await daemon.stop() == 0)
    }
}
