import Glibc
import TestSupport
import Testing

@Suite("Two bridges at one PBX", .serialized, .timeLimit(.minutes(5)))
struct StandbyTests {
    /// A bridge that stands by for others of other names.
    private func bridge(
        _ instance: String, from ami: UInt16, to broker: Mosquitto, store: TemporaryDirectory? = nil
    ) throws -> RunningDaemon {
        try RunningDaemon(
            ami: ["port: \(ami)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"],
            bridge: ["standby: true", "instance: \(instance)"], store: store)
    }

    private func sees(_ consumer: Consumer, _ instance: String, _ role: String) async throws {
        let line = "asterisk/bridge/instances/\(instance) \(role)"
        try await eventually("\(line): \(consumer.lines.filter { $0.contains("/bridge/") })") {
            consumer.lines.contains(line)
        }
    }

    enum End: CaseIterable {
        case killed
        case stopped
    }

    @Test(
        "One publishes, and when it is killed or stopped under load, the other goes on, and no event is lost",
        arguments: End.allCases)
    func takesOver(_ end: End) async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let recordings = Recordings(of: "22")
        let port = LoopbackPort.free()
        let first = try bridge("a", from: port, to: broker)
        try await sees(consumer, "a", "active 1")
        let second = try bridge("b", from: port, to: broker)
        try await sees(consumer, "b", "standby")
        let player = try await Player(
            recordings, port: port, ["--calls-per-second", "20", "--speed", "5", "--clients", "2"])
        try await consumer.sees(events: 40)
        let start = ContinuousClock.now
        switch end {
        case .killed: first.kill()
        case .stopped: #expect(try await first.stop() == 0)
        }
        try await sees(consumer, "b", "active 2")
        #expect(ContinuousClock.now - start < .seconds(5))
        let expected = try await recordings.expected
        try await consumer.sees(events: CallAccount.count(in: expected))
        #expect(consumer.lines.last { $0.hasPrefix(Consumer.status) } == "\(Consumer.status) online")
        #expect(try await second.stop() == 0)
        withExtendedLifetime(player) {}
        #expect(consumer.accounts == CallAccount.all(in: expected))
        // What one was seen to publish, the other does not publish again, but for what was under way at that moment.
        let repeats = consumer.lines.count { $0.contains("\"event_id\"") } - CallAccount.count(in: expected)
        #expect(repeats < 20)
    }

    @Test(
        "A call of which another published ends with its hungup, numbered after that, where none was active at its end"
    )
    func endsUnwatched() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let port = LoopbackPort.free()
        let first = try bridge("a", from: port, to: broker)
        try await sees(consumer, "a", "active 1")
        // Both go on together for twenty seconds, and whoever finds them knows little of who is in them.
        let player = try await Player(Recordings("originate-into-conference"), port: port, ["--speed", "0.15"])
        try await eventually("two calls", within: .seconds(60)) {
            consumer.events.values.count { $0.contains { $0.name == "joined" } } == 2
        }
        let second = try bridge("b", from: port, to: broker)
        try await sees(consumer, "b", "standby")
        try await second.says("logged in")
        first.suspend()
        let calls = consumer.openCalls
        #expect(calls.count == 2)
        player.kill()
        let next = try await Player(Recordings("busy"), port: port, ["--speed", "0"])
        try await second.says("logged in", times: 2)
        first.kill()
        try await sees(consumer, "b", "active 2")
        try await eventually("all ended: \(consumer.events)") { consumer.openCalls.isEmpty }
        for call in calls {
            let events = consumer.events[call] ?? []
            #expect(events.count { $0.name == "hungup" } == 1, "\(call): \(events)")
            #expect(events.last?.name == "hungup" && events.last?.sequence != 1, "\(call): \(events)")
        }
        #expect(try await second.stop() == 0)
        withExtendedLifetime(next) {}
    }

    @Test("They take turns over and over, and every call ends once")
    func takeTurns() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let port = LoopbackPort.free()
        var bridges = [try bridge("a", from: port, to: broker)]
        try await sees(consumer, "a", "active 1")
        bridges.append(try bridge("b", from: port, to: broker))
        try await sees(consumer, "b", "standby")
        let player = try await Player(
            Recordings(of: "22"), port: port, ["--calls-per-second", "20", "--speed", "2"])
        for round in 0..<4 {
            let names = ["a", "b"]
            let (active, other) = (round % 2, 1 - round % 2)
            try await consumer.sees(events: 30 * (round + 1))
            bridges[active].kill()
            try await sees(consumer, names[other], "active \(round + 2)")
            let standbys = consumer.lines.count { $0 == "asterisk/bridge/instances/\(names[active]) standby" }
            bridges[active] = try bridge(names[active], from: port, to: broker)
            try await eventually("it stands by") {
                consumer.lines.count { $0 == "asterisk/bridge/instances/\(names[active]) standby" } > standbys
            }
        }
        var count = -1
        for _ in 0..<40 where count != CallAccount.count(in: consumer.lines) || !consumer.openCalls.isEmpty {
            count = CallAccount.count(in: consumer.lines)
            try await Task.sleep(for: .seconds(3))
        }
        let open = consumer.openCalls
        #expect(open.isEmpty, "\(consumer.lines.filter { line in open.contains { line.contains("/\($0)/") } })")
        for bridge in bridges { #expect(try await bridge.stop() == 0) }
        withExtendedLifetime(player) {}
        for (call, events) in consumer.events {
            #expect(events.count { $0.name == "hungup" } == 1, "\(call): \(events)")
        }
        #expect(consumer.events.count > 20)
    }
}
