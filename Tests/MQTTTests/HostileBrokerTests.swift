import Glibc
import MQTT
import Synchronization
import TestSupport
import Testing

@Suite("A broker that says what no broker should", .serialized, .timeLimit(.minutes(5)))
struct HostileBrokerTests {
    /// A property that MQTT 5 does not know, in each packet that can have one and that a client can be sent.
    static let packets: [(name: String, bytes: [UInt8])] = [
        ("PUBLISH", [0x30, 6, 0, 1, 0x61, 2, 0x7F, 0]), ("PUBLISH of QoS 1", [0x32, 8, 0, 1, 0x61, 0, 1, 2, 0x7F, 0]),
        ("PUBACK", [0x40, 6, 0, 1, 0, 2, 0x7F, 0]), ("PUBREC", [0x50, 6, 0, 1, 0, 2, 0x7F, 0]),
        ("PUBREL", [0x62, 6, 0, 1, 0, 2, 0x7F, 0]), ("PUBCOMP", [0x70, 6, 0, 1, 0, 2, 0x7F, 0]),
        ("SUBACK", [0x90, 6, 0, 1, 2, 0x7F, 0, 0]), ("UNSUBACK", [0xB0, 6, 0, 1, 2, 0x7F, 0, 0]),
        ("DISCONNECT", [0xE0, 4, 0, 2, 0x7F, 0]), ("AUTH", [0xF0, 4, 0x18, 2, 0x7F, 0]),
    ]
    private static let connack: [UInt8] = [0x20, 5, 0, 0, 2, 0x7F, 0]

    private static func configuration(_ port: UInt16) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(
            broker: BrokerAddress(host: "127.0.0.1", port: port), clientID: "hostile")
        configuration.reconnectDelayMin = .milliseconds(50)
        configuration.reconnectDelayMax = .milliseconds(200)
        return configuration
    }

    @Test("A property that nobody knows ends the connection and not the process")
    func connack() async throws {
        let broker = StubBroker(.connack(Self.connack))
        let running = try RunningClient(Self.configuration(broker.port))
        try await running.fails(.malformed)
        #expect(running.failures()[0].remedy.contains("3.1.1"))
        // Again and again.
        try await eventually("it is tried again") { running.failures().count > 5 }
        #expect(try await running.shutdown() == 0)
    }

    @Test("The same in any packet that comes later", arguments: packets.map(\.name))
    func later(_ name: String) async throws {
        let packet = Self.packets.first { $0.name == name }?.bytes ?? []
        let broker = StubBroker(.connack(StubBroker.connackV5 + packet))
        let running = try RunningClient(Self.configuration(broker.port))
        try await eventually("the connection ends") { !running.failures().isEmpty }
        try await eventually("reconnecting") { broker.seen.connections > 2 }
        #expect(try await running.shutdown() == 0)
    }

    @Test("A broker whose MQTT 5 can't be understood is spoken with by 3.1.1")
    func fallsBack() async throws {
        let broker = StubBroker(.knowsOnly311(refusal: Self.connack))
        var configuration = Self.configuration(broker.port)
        configuration.fallsBack = true
        let running = try RunningClient(configuration)
        try running.client.publish(MQTTMessage(topic: "t", text: "x"))
        try await running.acknowledges(1)
        #expect(running.client.session?.protocolVersion == .v311)
    }

    @Test("So is one that can't be understood only later, and what waits arrives")
    func fallsBackLater() async throws {
        let broker = StubBroker(
            .knowsOnly311(refusal: StubBroker.connackV5 + [0x40, 6, 0, 1, 0, 2, 0x7F, 0]))
        var configuration = Self.configuration(broker.port)
        configuration.fallsBack = true
        let running = try RunningClient(configuration)
        try running.client.publish(MQTTMessage(topic: "t", text: "x"))
        try await running.acknowledges(1)
        #expect(running.client.session?.protocolVersion == .v311)
    }

    private static func publishLarge(to broker: Mosquitto, bytes: Int) async throws {
        let file = broker.folder.file("large")
        write(String(repeating: "x", count: bytes), to: file)
        let publisher = try ChildProcess(
            "mosquitto_pub", ["-p", "\(broker.port)", "-q", "1", "-r", "-t", "read/large", "-f", file],
            output: broker.folder.file("pub.log"))
        #expect(try await publisher.wait() == 0)
    }

    @Test("A message that is too large does not come by MQTT 5, and the connection stands")
    func tooLarge() async throws {
        let broker = try await Mosquitto()
        try await Self.publishLarge(to: broker, bytes: 3 << 20)
        let seen = Seen()
        let running = try RunningClient(broker.configuration())
        try running.client.subscribe(to: "read/#") { seen.note($0) }
        try await running.connects()
        try running.client.publish(MQTTMessage(topic: "read/small", text: "x"))
        try await eventually("the small one comes") { seen.topics.contains("read/small") }
        #expect(seen.topics == ["read/small"])
        #expect(running.failures().isEmpty)
    }

    @Test("By 3.1.1 it ends the connection once, nothing is subscribed to for a time, and messages go out")
    func tooLargeByOlder() async throws {
        let broker = try await Mosquitto()
        try await Self.publishLarge(to: broker, bytes: 50 << 20)
        let seen = Seen()
        let running = try RunningClient(broker.configuration { $0.protocolVersion = .v311 })
        try running.client.subscribe(to: "read/#") { seen.note($0) }
        try await running.fails(.oversized)
        try await running.connects()
        try running.client.publish((0..<50).map { try MQTTMessage(topic: "t/\($0)", text: "x") })
        try await running.acknowledges(50)
        try await Task.sleep(for: .seconds(1))
        #expect(running.failures().count == 1)
        #expect(seen.topics.isEmpty)
    }

    @Test("Two clients with the same id do not throw each other out all the time")
    func sameID() async throws {
        let broker = try await Mosquitto()
        let clients = try (0..<2).map { _ in
            try RunningClient(
                broker.configuration {
                    $0.clientID = "twin"
                    $0.reconnectDelayMin = .milliseconds(100)
                    $0.reconnectDelayMax = .seconds(60)
                })
        }
        try await Task.sleep(for: .seconds(10))
        let failures = clients.map { $0.failures().count }
        #expect(failures.reduce(0, +) >= 3)
        #expect(failures.reduce(0, +) < 25, "\(failures)")
    }

    private final class Seen: Sendable {
        private let state = Mutex<[String]>([])
        func note(_ message: MQTTReceivedMessage) { state.withLock { $0.append(message.topic) } }
        var topics: [String] { state.withLock { $0 } }
    }
}
