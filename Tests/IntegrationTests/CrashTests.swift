import Foundation
import TestSupport
import Testing

@Suite("What survives a daemon that is killed", .serialized, .timeLimit(.minutes(5)))
struct CrashTests {
    @Test("What it could not deliver, the next one does, in order")
    func brokerAway() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        broker.stop()
        let store = TemporaryDirectory()
        let recordings = Recordings(of: "22.10")
        let player = try await Player(recordings, ["--speed", "0", "--exit-when-done"])
        let first = try RunningDaemon(from: player.port, to: broker, store: store)
        try await eventually("all is heard: \(first.log)") { first.log.contains("no connection to Asterisk") }
        first.kill()
        try await broker.start()
        let second = try RunningDaemon(from: player.port, to: broker, store: store)
        let expected = try await recordings.expected
        try await consumer.sees(events: CallAccount.count(in: expected))
        #expect(try await second.stop() == 0)
        #expect(consumer.accounts == CallAccount.all(in: expected))
        // The broker has it all, so there is nothing to deliver again.
        let third = try RunningDaemon(from: player.port, to: broker, store: store)
        try await eventually("it is there: \(third.log)") { third.log.contains("Connected to") }
        #expect(!third.log.contains("still have to be delivered"))
        #expect(try await third.stop() == 0)
    }

    @Test("Calls it knew go on where it was killed, over and over, and each ends once")
    func midCall() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let store = TemporaryDirectory()
        let player = try await Player(Recordings(of: "22"), ["--calls-per-second", "20", "--speed", "2"])
        var daemon = try RunningDaemon(from: player.port, to: broker, store: store)
        for round in 1...5 {
            try await consumer.sees(events: 15 * round)
            daemon.kill()
            daemon = try RunningDaemon(from: player.port, to: broker, store: store)
        }
        let last = daemon
        try await eventually("it is back: \(last.log)") { last.log.contains("logged in to Asterisk") }
        // Until the last of the calls is over; the suite's limit ends a wait that would never end.
        var count = -1
        while consumer.lines.count != count || !consumer.openCalls.isEmpty {
            count = consumer.lines.count
            try await Task.sleep(for: .seconds(3))
        }
        #expect(try await last.stop() == 0, "\(last.log)")
        withExtendedLifetime(player) {}
        for (call, events) in consumer.events {
            #expect(events.map(\.sequence) == Array(1...events.count), "\(call): \(events)")
            #expect(events.map(\.name).filter { $0 == "hungup" } == ["hungup"], "\(call): \(events)")
            #expect(events.last?.name == "hungup", "\(call): \(events)")
        }
        #expect(consumer.events.count > 20)
    }
}
