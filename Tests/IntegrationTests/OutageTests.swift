import TestSupport
import Testing

@Suite("What happens to calls when a connection is lost", .serialized, .timeLimit(.minutes(5)))
struct OutageTests {
    @Test("The broker restarts twice in mid-stream, and every event arrives")
    func brokerRestarts() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let recordings = Recordings(of: "22")
        let player = try await Player(recordings, ["--calls-per-second", "40", "--speed", "5"])
        let daemon = try RunningDaemon(from: player.port, to: broker)
        for count in [20, 80] {
            try await consumer.sees(events: count)
            broker.stop()
            // Calls go on meanwhile.
            try await Task.sleep(for: .seconds(1))
            try await broker.start()
        }
        let expected = try await recordings.expected
        try await consumer.sees(events: CallAccount.count(in: expected))
        #expect(try await daemon.stop() == 0)
        #expect(consumer.accounts == CallAccount.all(in: expected))
    }

    @Test("The broker comes only when all calls are over, and every event arrives")
    func brokerComesLate() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        broker.stop()
        let recordings = Recordings(of: "22.10")
        let player = try await Player(recordings, ["--speed", "0", "--exit-when-done"])
        let daemon = try RunningDaemon(from: player.port, to: broker)
        try await eventually("all is played: \(daemon.log)") { !player.isRunning }
        try await broker.start()
        let expected = try await recordings.expected
        try await consumer.sees(events: CallAccount.count(in: expected))
        #expect(try await daemon.stop() == 0)
        #expect(consumer.accounts == CallAccount.all(in: expected))
    }

    @Test("Asterisk is killed in mid-call and comes back: the call is lost, and the next one is told whole")
    func asteriskRestarts() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let first = try await Player(Recordings("answer-caller-hangs-up"))
        let daemon = try RunningDaemon(from: first.port, to: broker)
        let call = try #require(try await consumer.sees(event: "answered").split(separator: "/").dropFirst(2).first)
        first.kill()
        let next = Recordings("busy-after-ringing")
        let second = try await Player(next, port: first.port, ["--speed", "0"])
        try await consumer.sees(events: 5 + CallAccount.count(in: next.expected))
        #expect(try await daemon.stop() == 0)
        let (lost, others) = (
            consumer.lines.filter { $0.contains("/\(call)/") }, consumer.lines.filter { !$0.contains("/\(call)/") }
        )
        #expect(lost.count == 5)
        let end = lost.last ?? ""
        #expect(end.contains(#""cause":"unknown""#) && end.contains(#""outcome":"lost""#))
        #expect(end.contains(#""observed":false"#))
        #expect(try await CallAccount.all(in: others) == CallAccount.all(in: next.expected))
        withExtendedLifetime(second) {}
    }

    @Test("A call that goes on while the connection is lost is told as if nothing had been")
    func callGoesOn() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let recordings = Recordings("with-dtmf")
        let player = try await Player(recordings, ["--speed", "0.5"])
        let relay = Relay(to: player.port)
        let daemon = try RunningDaemon(from: relay.port, to: broker)
        _ = try await consumer.sees(event: "answered")
        relay.cut()
        try await eventually("the loss is logged") { daemon.log.contains("no connection to Asterisk") }
        relay.mend()
        let expected = try await recordings.expected
        try await consumer.sees(events: CallAccount.count(in: expected))
        #expect(try await daemon.stop() == 0)
        #expect(consumer.accounts == CallAccount.all(in: expected))
    }

    @Test("A call that ends while the connection is lost is told to be lost, once it is back")
    func callEnds() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let player = try await Player(Recordings("answer-caller-hangs-up"))
        let relay = Relay(to: player.port)
        let daemon = try RunningDaemon(from: relay.port, to: broker)
        _ = try await consumer.sees(event: "answered")
        relay.cut()
        // Longer than what is left of the call.
        try await Task.sleep(for: .seconds(6))
        #expect(!consumer.lines.contains { $0.contains("/hungup ") })
        relay.mend()
        let end = try await consumer.sees(event: "hungup")
        #expect(end.contains(#""cause":"unknown""#) && end.contains(#""observed":false"#))
        #expect(try await daemon.stop() == 0)
        #expect(CallAccount.count(in: consumer.lines) == 5)
    }

    @Test("A call that begins unseen is told of from where it is seen on, and what was not seen is not made up")
    func callBegins() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        // The daemon is there before the call, and is let through to it with seven seconds until something happens.
        let relay = Relay(to: LoopbackPort.free())
        relay.cut()
        let daemon = try RunningDaemon(from: relay.port, to: broker)
        try await daemon.says("no connection to Asterisk")
        // It plays without waiting for anybody.
        let player = try await Player(
            Recordings("hold-resume"), port: relay.target, ["--no-once-connected", "--speed", "0.5"])
        try await Task.sleep(for: .seconds(6))
        relay.mend()
        let end = try await consumer.sees(event: "hungup")
        #expect(end.contains(#""cause":"normal_clearing""#) && !end.contains(#""observed""#))
        #expect(end.contains(#""from":{"extension":"21""#))
        #expect(try await daemon.stop() == 0)
        let told = consumer.lines.compactMap { $0.split(separator: " ").first?.split(separator: "/").last }
        // It had been answered before; the second party's hold comes after.
        #expect(
            told.filter { !["status", "spec"].contains($0) } == ["held", "resumed", "hungup"], "\(consumer.lines)")
        withExtendedLifetime(player) {}
    }
}
