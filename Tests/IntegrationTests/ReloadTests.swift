import TestSupport
import Testing

@Suite("SIGHUP", .serialized, .timeLimit(.minutes(5)))
struct ReloadTests {
    private func ami(_ player: Player, _ more: [String] = []) -> [String] {
        ["port: \(player.port)", "secret: s3cr3t-w0rd"] + more
    }

    private func mqtt(_ broker: Mosquitto, _ more: [String] = []) -> [String] {
        ["broker: tcp://127.0.0.1:\(broker.port)"] + more
    }

    @Test("In mid-call, with both connections made anew and other trunks, the call is told whole and ends once")
    func midCall() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let recordings = Recordings("with-dtmf")
        let player = try await Player(recordings, ["--speed", "0.5"])
        let store = TemporaryDirectory()
        let daemon = try RunningDaemon(
            configuration: RunningDaemon.configuration(ami: ami(player), mqtt: mqtt(broker), store: store))
        _ = try await consumer.sees(event: "answered")
        daemon.reload(
            RunningDaemon.configuration(
                ami: ami(player, ["ping_interval_seconds: 10"]), mqtt: mqtt(broker, ["client_id: another"]),
                store: store)
                + "\npbx: {trunks: [\"PJSIP/incoming*\"]}\n")
        try await daemon.says("the configuration was reloaded")
        #expect(
            daemon.log.contains("pbx.trunks, calls, the connection to the broker, the connection to Asterisk changed"))
        let end = try await consumer.sees(event: "hungup")
        #expect(try await daemon.stop() == 0, "\(daemon.log)")
        let expected = try await CallAccount.count(in: recordings.expected)
        #expect(CallAccount.count(in: consumer.lines) == expected)
        #expect(consumer.lines.filter { $0.contains("/hungup ") }.count == 1)
        #expect(!end.contains("\"observed\":false"))
    }

    @Test("Other trunks hold for calls from then on, and no connection is made anew for them")
    func trunks() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let port = LoopbackPort.free()
        let text = RunningDaemon.configuration(
            ami: ["port: \(port)", "secret: s3cr3t-w0rd"], mqtt: mqtt(broker))
        let daemon = try RunningDaemon(configuration: text)
        try await consumer.sees("online")
        daemon.reload(text + "\npbx: {trunks: [\"PJSIP/*\"]}\n")
        try await daemon.says("the configuration was reloaded: pbx.trunks, calls changed")
        let player = try await Player(Recordings("busy"), port: port, ["--speed", "0"])
        #expect(try await consumer.sees(event: "hungup").contains("\"direction\""))
        #expect(try await daemon.stop() == 0)
        #expect(consumer.lines.filter { $0 == "\(Consumer.status) online" }.count == 1)
        withExtendedLifetime(player) {}
    }

    @Test("Another broker gets what the one before could not be given")
    func otherBroker() async throws {
        let first = try await Mosquitto()
        let second = try await Mosquitto()
        let consumer = try await Consumer(second)
        let recordings = Recordings(of: "22.10")
        let player = try await Player(recordings, ["--speed", "0", "--exit-when-done"])
        let store = TemporaryDirectory()
        first.stop()
        let daemon = try RunningDaemon(
            configuration: RunningDaemon.configuration(ami: ami(player), mqtt: mqtt(first), store: store))
        try await eventually("all is played") { !player.isRunning }
        daemon.reload(RunningDaemon.configuration(ami: ami(player), mqtt: mqtt(second), store: store))
        let expected = try await recordings.expected
        try await consumer.sees(events: CallAccount.count(in: expected))
        #expect(consumer.accounts == CallAccount.all(in: expected))
        #expect(try await daemon.stop() == 0, "\(daemon.log)")
    }

    @Test("Without a store, settings of the broker wait until nothing would be lost")
    func withoutStore() async throws {
        let first = try await Mosquitto()
        let second = try await Mosquitto()
        let consumer = try await Consumer(first)
        let recordings = Recordings("busy")
        let player = try await Player(recordings, ["--speed", "0", "--exit-when-done"])
        first.stop()
        let daemon = try RunningDaemon(configuration: RunningDaemon.configuration(ami: ami(player), mqtt: mqtt(first)))
        try await eventually("all is played") { !player.isRunning }
        daemon.reload(RunningDaemon.configuration(ami: ami(player), mqtt: mqtt(second)))
        try await daemon.says("the mqtt settings were not changed: messages wait for the broker")
        try await daemon.says("need a restart and were not applied: mqtt")
        try await first.start()
        try await consumer.sees(events: CallAccount.count(in: recordings.expected))
        let other = try await Consumer(second)
        daemon.reload()
        try await other.sees("online")
        try await consumer.sees("offline")
        #expect(try await daemon.stop() == 0, "\(daemon.log)")
    }

    @Test("A configuration with faults is refused as a whole, with its faults in the log, and the old one goes on")
    func faults() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let player = try await Player(Recordings("answer-caller-hangs-up"), ["--speed", "0.5"])
        let daemon = try RunningDaemon(from: player.port, to: broker)
        _ = try await consumer.sees(event: "ringing")
        daemon.reload(
            RunningDaemon.configuration(ami: ami(player), mqtt: mqtt(broker, ["qos: 7", "client_id: another"])))
        try await daemon.says("asterisk-mqtt.yaml:9: error: mqtt.qos: is 7")
        try await daemon.says("the reloaded configuration has errors: nothing was changed")
        _ = try await consumer.sees(event: "hungup")
        #expect(try await daemon.stop() == 0)
        #expect(consumer.lines.filter { $0 == "\(Consumer.status) online" }.count == 1)
    }

    @Test("Other levels of the log hold at once")
    func logLevel() async throws {
        let broker = try await Mosquitto()
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let quiet = RunningDaemon.configuration(ami: ami(player), mqtt: mqtt(broker))
            .replacing("level: debug", with: "level: error")
        let daemon = try RunningDaemon(configuration: quiet)
        let consumer = try await Consumer(broker)
        try await consumer.sees("online")
        #expect(daemon.log == "")
        daemon.reload(quiet.replacing("level: error", with: "level: info"))
        try await daemon.says(" notice: the configuration was reloaded: no changes")
        daemon.reload(quiet)
        daemon.reload(quiet + "\nhttp: {listen: 127.0.0.1:1}\n")
        #expect(try await daemon.stop() == 0)
        #expect(!daemon.log.contains(" info: stopped"))
    }

    @Test("A PBX is added and another taken away, and the call of a third goes on")
    func list() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let player = try await Player(Recordings("answer-caller-hangs-up"), ["--speed", "0.5"])
        let other = try await Player(Recordings("busy"), ["--speed", "0"])
        let store = TemporaryDirectory()
        let daemon = try RunningDaemon(
            configuration: SeveralPBXTests.configuration(
                ["a": player.port, "b": LoopbackPort.free()], to: broker, store: store))
        _ = try await consumer.sees(event: "answered")
        daemon.reload(
            SeveralPBXTests.configuration(["a": player.port, "c": other.port], to: broker, store: store))
        try await daemon.says("b is no longer watched; c is watched now")
        for line in ["a/bridge/status online", "b/bridge/status offline", "c/bridge/status online"] {
            try await eventually("\(line): \(consumer.lines)") { consumer.lines.contains("asterisk/\(line)") }
        }
        try await eventually("both are told: \(consumer.lines)") {
            consumer.lines.filter { $0.contains("/hungup ") }.count == 2
        }
        #expect(consumer.lines.contains { $0.hasPrefix("asterisk/a/") && $0.contains("/hungup ") })
        #expect(!consumer.lines.contains("asterisk/a/bridge/status offline"))
        #expect(try await daemon.stop() == 0, "\(daemon.log)")
    }

    @Test("What can't be changed while it runs is said, and is as it was")
    func restart() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let daemon = try RunningDaemon(from: player.port, to: broker)
        try await consumer.sees("online")
        let text = RunningDaemon.configuration(ami: ami(player), mqtt: mqtt(broker, ["topic_prefix: other"]))
        daemon.reload(text + "  format: json\nhttp: {listen: \"127.0.0.1:\(LoopbackPort.free())\"}\n")
        try await daemon.says("need a restart and were not applied: http, log.format, mqtt.topic_prefix")
        #expect(try await daemon.stop() == 0)
        #expect(!consumer.lines.contains { $0.hasPrefix("other/") })
    }
}
