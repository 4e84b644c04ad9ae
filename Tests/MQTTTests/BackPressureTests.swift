import MQTT
import Synchronization
import TestSupport
import Testing

@Suite("Back-pressure", .serialized, .timeLimit(.minutes(5)))
struct BackPressureTests {
    @Test("A full queue says so, refuses twice its bound whole, drops nothing and tells when it has drained")
    func messages() async throws {
        let broker = try await Mosquitto()
        broker.stop()
        let drained = Atomic(0)
        let running = try RunningClient(
            broker.configuration { $0.queueLimit = 100 }, onDrained: { drained.add(1, ordering: .relaxed) })
        let client = running.client
        func batch(_ count: Int) throws -> [MQTTMessage] {
            try (0..<count).map { try MQTTMessage(topic: "a", text: "\($0)") }
        }
        #expect(try client.publish(batch(99)))
        #expect(!client.isSaturated)
        #expect(try client.publish(batch(1)) == false)
        #expect(client.isSaturated)
        #expect(try client.publish(batch(100)) == false)
        #expect(throws: MQTTPublishError.full(messages: 200, bytes: 579)) {
            try client.publish(batch(1))
        }
        #expect(client.counters.kept == 200)
        #expect(drained.load(ordering: .relaxed) == 0)
        try await broker.start()
        try await eventually("it drains") { drained.load(ordering: .relaxed) == 1 }
        #expect(!client.isSaturated)
        try await running.acknowledges(200)
        #expect(try client.publish(batch(1)))
    }

    @Test("The bound counts bytes too, but takes any one batch into an empty queue")
    func bytes() async throws {
        let broker = try await Mosquitto()
        broker.stop()
        let running = try RunningClient(broker.configuration { $0.queueByteLimit = 1000 })
        let message = try MQTTMessage(topic: "a", payload: [UInt8](repeating: 1, count: 2999))
        #expect(try running.client.publish(message) == false)
        #expect(throws: MQTTPublishError.full(messages: 1, bytes: 3000)) { try running.client.publish(message) }
        try await broker.start()
        try await eventually("it drains") { !running.client.isSaturated }
        #expect(try running.client.publish(MQTTMessage(topic: "a", text: "")))
    }
}
