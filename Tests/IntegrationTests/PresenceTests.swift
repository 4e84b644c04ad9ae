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

    @Test("While the PBX is away, who reads the states of phones sees that they are not known, also who comes then")
    func unheardPhones() async throws {
        let broker = try await Mosquitto()
        let phones = try await broker.subscriber("asterisk/extension/+/state")
        let player = try await Player(Recordings("answer-caller-hangs-up"))
        let daemon = try RunningDaemon(from: player.port, to: broker)
        func state(_ phone: String, _ state: String, _ subscriber: Subscriber) async throws {
            try await eventually("\(phone) is \(state)") {
                subscriber.messages().last { $0.hasPrefix("asterisk/extension/\(phone)/state ") }?
                    .contains("\"state\":\"\(state)\"") == true
            }
        }
        for phone in ["21", "22"] { try await state(phone, "busy", phones) }
        player.kill()
        for phone in ["21", "22"] { try await state(phone, "unavailable", phones) }
        let late = try await broker.subscriber("asterisk/extension/+/state")
        for phone in ["21", "22"] { try await state(phone, "unavailable", late) }
        #expect(try await daemon.stop() == 0)

        // One that begins while there is no PBX, and finds what was left of before.
        let publisher = try ChildProcess(
            "mosquitto_pub",
            [
                "-r", "-p", "\(broker.port)", "-t", "asterisk/extension/21/state", "-m",
                #"{"extension":"21","state":"busy"}"#,
            ], output: broker.folder.file("left"))
        #expect(try await publisher.wait() == 0)
        let next = try RunningDaemon(from: player.port, to: broker)
        try await state("21", "unavailable", phones)
        let again = try await Player(Recordings("answer-caller-hangs-up"), port: player.port)
        for phone in ["21", "22"] { try await state(phone, "busy", phones) }
        #expect(again.isRunning)
        #expect(try await next.stop() == 0)
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
