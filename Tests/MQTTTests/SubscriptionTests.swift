import MQTT
import Synchronization
import TestSupport
import Testing

@Suite("Subscriptions", .serialized, .timeLimit(.minutes(5)))
struct SubscriptionTests {
    /// What a subscription received, each as `TOPIC TEXT` with a `*` where the broker had kept it.
    final class Received: Sendable {
        private let lines = Mutex<[String]>([])

        func take(_ message: MQTTReceivedMessage) {
            lines.withLock { $0.append("\(message.topic) \(message.text)\(message.isRetained ? "*" : "")") }
        }

        func sees(_ expected: [String]) async throws {
            try await eventually("\(expected); it saw \(lines.withLock { $0 })") { lines.withLock { $0 } == expected }
        }

        func sees(_ expected: String) async throws {
            try await eventually("\(expected); it saw \(lines.withLock { $0 })") {
                lines.withLock { $0.contains(expected) }
            }
        }
    }

    @Test(
        "What is kept comes first, then what is published, in order, to whoever asked for it",
        arguments: MQTTProtocolVersion.allCases, MQTTQoS.allCases)
    func receives(_ version: MQTTProtocolVersion, _ qos: MQTTQoS) async throws {
        let broker = try await Mosquitto()
        let (all, one) = (Received(), Received())
        let other = try RunningClient(broker.configuration { $0.clientID = "other" })
        try other.client.publish(MQTTMessage(topic: "a/kept", text: "here", retain: true))
        try await other.acknowledges(1)
        let running = try RunningClient(broker.configuration { $0.protocolVersion = version })
        try running.client.subscribe(to: "a/+", qos: qos, all.take)
        try await all.sees(["a/kept here*"])
        // On a connection that stands already.
        try running.client.subscribe(to: "b", qos: qos, one.take)
        try running.client.subscribe(to: "end", qos: qos, one.take)
        try running.client.publish(MQTTMessage(topic: "end", text: "subscribed"))
        try await one.sees(["end subscribed"])
        try other.client.publish(
            (0..<100).flatMap {
                try [MQTTMessage(topic: "a/n", text: "\($0)"), MQTTMessage(topic: "b", text: "\($0)")]
            })
        try await all.sees(["a/kept here*"] + (0..<100).map { "a/n \($0)" })
        try await one.sees(["end subscribed"] + (0..<100).map { "b \($0)" })
    }

    @Test("A broker's restart ends no subscription")
    func restart() async throws {
        let broker = try await Mosquitto()
        let received = Received()
        let running = try RunningClient(broker.configuration())
        try running.client.subscribe(to: "a", received.take)
        try await running.connects()
        broker.stop()
        try await broker.start()
        // Its own messages go behind the subscription.
        try running.client.publish(MQTTMessage(topic: "a", text: "after"))
        try await received.sees("a after")
    }

    @Test("A handler may publish")
    func answers() async throws {
        let broker = try await Mosquitto()
        let received = Received()
        let running = try RunningClient(broker.configuration())
        let client = running.client
        try client.subscribe(to: "question") { [weak client] _ in
            _ = try? client?.publish(MQTTMessage(topic: "answer", text: "42"))
        }
        try client.subscribe(to: "answer", received.take)
        try client.publish(MQTTMessage(topic: "question", text: ""))
        try await received.sees(["answer 42"])
    }

    @Test("A filter that no broker takes is refused", arguments: ["", "a/#/b", "a+/b", "#a", "a\0b"])
    func filter(_ filter: String) async throws {
        let client = try MQTTClient(configuration: MQTTConfiguration())
        #expect(throws: MQTTMessageError.invalidFilter(filter)) { try client.subscribe(to: filter) { _ in } }
    }
}
