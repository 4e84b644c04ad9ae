import TestSupport
import Testing

@Suite("Whether the daemon is there", .serialized, .timeLimit(.minutes(5)))
struct PresenceTests {
    /// What one who subscribes only now is told.
    private func retained(by broker: Mosquitto) async throws -> [String] {
        let late = try await broker.subscriber(Consumer.status, format: "%r %p")
        try await eventually("the status is kept") { !late.messages().isEmpty }
        return late.messages()
    }

    @Test("SIGTERM stops it in good order: what it knew is told, and its status is offline")
    func terminated() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let player = try await Player(Recordings("answer-caller-hangs-up"))
        let daemon = try RunningDaemon(from: player.port, to: broker)
        _ = try await consumer.sees(event: "answered")
        #expect(try await retained(by: broker) == ["1 online"])
        #expect(try await daemon.stop() == 0)
        try await consumer.sees("offline")
        #expect(try await retained(by: broker) == ["1 offline"])
        #expect(consumer.lines.last == "\(Consumer.status) offline")
    }

    @Test("When it is killed, the broker says offline for it")
    func killed() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let player = try await Player(Recordings("answer-caller-hangs-up"))
        let daemon = try RunningDaemon(from: player.port, to: broker)
        try await consumer.sees("online")
        daemon.kill()
        try await consumer.sees("offline")
        #expect(try await retained(by: broker) == ["1 offline"])
    }
}
