import Glibc
import MQTT
import TestSupport
import Testing

@Suite("Presence", .serialized, .timeLimit(.minutes(5)))
struct PresenceTests {
    private static let topic = "asterisk/bridge/status"

    private static func configuration(_ broker: Mosquitto, _ version: MQTTProtocolVersion) throws -> MQTTConfiguration {
        var configuration = broker.configuration { $0.protocolVersion = version }
        try configuration.announcePresence(at: topic)
        return configuration
    }

    private func retained(_ broker: Mosquitto) async throws -> String {
        let late = try await broker.subscriber(format: "%r %p")
        try await eventually("the retained status arrives") { !late.messages().isEmpty }
        return late.messages()[0]
    }

    @Test(
        "The status is online while connected, and offline after an orderly end",
        arguments: MQTTProtocolVersion.allCases)
    func orderly(_ version: MQTTProtocolVersion) async throws {
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber(format: "%p")
        let running = try RunningClient(Self.configuration(broker, version))
        try await subscriber.waits(for: "online")
        #expect(try await retained(broker) == "1 online")
        try running.client.publish(MQTTMessage(topic: "a", text: "last words"))
        #expect(try await running.shutdown() == 0)
        try await subscriber.waits(for: "offline")
        #expect(subscriber.messages() == ["online", "last words", "offline"])
        #expect(try await retained(broker) == "1 offline")
    }

    @Test("The broker says offline when the connection is lost", arguments: MQTTProtocolVersion.allCases)
    func lost(_ version: MQTTProtocolVersion) async throws {
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber(format: "%p")
        let running = try RunningClient(Self.configuration(broker, version))
        try await subscriber.waits(for: "online")
        try await running.drop()
        try await subscriber.waits(for: "offline")
        #expect(try await retained(broker) == "1 offline")
    }

    @Test("A client that comes back says online again, before anything else")
    func again() async throws {
        let broker = try await Mosquitto()
        let running = try RunningClient(Self.configuration(broker, .v5))
        try await running.connects()
        broker.stop()
        try await eventually("the connection is lost") { running.client.session == nil }
        try running.client.publish(MQTTMessage(topic: "a", text: "meanwhile"))
        try await broker.start()
        try await running.acknowledges(1)
        #expect(try await retained(broker) == "1 online")
        #expect(running.client.counters.reconnects == 1)
    }

    @Test(
        "Where not all could be delivered by the deadline, the will says offline and the rest is counted",
        arguments: MQTTProtocolVersion.allCases)
    func deadline(_ version: MQTTProtocolVersion) async throws {
        let stub = StubBroker(.connack(version == .v5 ? StubBroker.connackV5 : StubBroker.connackV311))
        var configuration = stub.configuration(version)
        try configuration.announcePresence(at: Self.topic)
        let running = try RunningClient(configuration)
        try running.client.publish((0..<7).map { try MQTTMessage(topic: "\($0)", text: "") })
        try await eventually("they are sent") { stub.seen.topics.first?.count == 8 }
        #expect(try await running.shutdown(within: 1) == 7)
        // The farewell was sent behind them, and is no more acknowledged than they are.
        try await eventually("the farewell arrives") { stub.seen.topics[0].last == Self.topic }
    }

    @Test("An orderly end with the broker gone lasts no longer than its deadline")
    func brokerGone() async throws {
        let broker = try await Mosquitto()
        let running = try RunningClient(Self.configuration(broker, .v5))
        try await running.connects()
        broker.stop(SIGKILL)
        try running.client.publish(MQTTMessage(topic: "a", text: ""))
        let left = try await running.shutdown(within: 0.3)
        #expect(left == 1)
    }
}

extension StubBroker {
    func configuration(_ version: MQTTProtocolVersion) -> MQTTConfiguration {
        stub(self) { $0.protocolVersion = version }
    }
}
