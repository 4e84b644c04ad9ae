import TestSupport
import Testing

@Suite("What is kept of queues over a restart", .serialized, .timeLimit(.minutes(5)))
struct KeptQueueTests {
    @Test("Where the daemon is back before the PBX, nothing that Home Assistant was told of a queue is taken back")
    func restart() async throws {
        let broker = try await Mosquitto()
        let seen = try await broker.subscriber("#")
        let recording = Recordings(captures: [Checkout.file("Fixtures/states/22/queue-members.raw")])
        let port = LoopbackPort.free()
        func daemon() throws -> RunningDaemon {
            try RunningDaemon(
                ami: ["port: \(port)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"],
                "\nhome_assistant: {enabled: true}\n")
        }
        func told(_ topic: String) -> [String] {
            seen.messages().filter { $0.hasPrefix("\(topic) ") }
        }
        let player = try await Player(recording, port: port)
        let first = try daemon()
        let state = "asterisk/queue/ringall/state"
        try await eventually("the queue is told of, and Home Assistant of it: \(seen.messages())") {
            !told(state).isEmpty && seen.messages().contains { $0.contains("queue_ringall_callers/config {") }
        }
        let config = seen.messages().last { $0.contains("queue_ringall_callers/config {") }?.prefix { $0 != " " } ?? ""
        #expect(try await first.stop() == 0)
        player.kill()
        let next = try daemon()
        try await eventually("it is there, and the PBX is not") {
            told("asterisk/bridge/status").last?.hasSuffix(" online") == true
                && told("asterisk/bridge/status").count > 2
        }
        // It has what the broker keeps by then.
        try await Task.sleep(for: .seconds(1))
        let before = told(state).count
        let again = try await Player(recording, port: port)
        try await eventually("the queue is told of again") { told(state).count > before }
        try await Task.sleep(for: .seconds(2))
        #expect(again.isRunning)
        #expect(!config.isEmpty)
        #expect(told(String(config)).allSatisfy { $0.hasSuffix("}") })
        #expect(told(state).allSatisfy { $0.hasSuffix("}") })
        #expect(try await next.stop() == 0)
    }
}
