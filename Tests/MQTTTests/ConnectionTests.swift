import Glibc
import MQTT
import TestSupport
import Testing

@Suite("The connection to the broker", .serialized, .timeLimit(.minutes(5)))
struct ConnectionTests {
    @Test(
        "A message arrives as it was sent, at each quality of service and by both versions",
        arguments: MQTTProtocolVersion.allCases, MQTTQoS.allCases)
    func delivers(_ version: MQTTProtocolVersion, _ qos: MQTTQoS) async throws {
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber(format: "%t %q %p")
        let running = try RunningClient(broker.configuration { $0.protocolVersion = version })
        try running.client.publish((0..<50).map { try MQTTMessage(topic: "t/\($0)", text: "☎ \($0)", qos: qos) })
        try await running.acknowledges(50)
        let expected = (0..<50).map { "t/\($0) \(qos.rawValue) ☎ \($0)" }
        try await eventually("all have arrived") { subscriber.messages().count >= 50 }
        #expect(subscriber.messages() == expected)
        #expect(running.client.session?.protocolVersion == version)
        #expect(try await running.shutdown() == 0)
        let counters = running.client.counters
        #expect(counters.published == 50 && counters.acknowledged == 50 && counters.kept == 0 && counters.resent == 0)
    }

    @Test("A subscriber by MQTT 5 sees content type, user properties and the expiry")
    func properties() async throws {
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber(format: "%t|%C|%P|%E|%p", ["-V", "mqttv5"])
        let running = try RunningClient(broker.configuration())
        try running.client.publish([
            MQTTMessage(
                topic: "a", text: "1", contentType: "application/json",
                userProperties: [.init(name: "pbx", value: "west"), .init(name: "pbx", value: "ost")], expiry: 600),
            MQTTMessage(topic: "b", text: "2"),
        ])
        try await subscriber.waits(for: "b||||2")
        let fields = subscriber.messages()[0].split(separator: "|")
        #expect(fields[...2] == ["a", "application/json", "pbx:west pbx:ost"])
        // The broker takes off what it took to get here.
        let expiry = try #require(Int(fields[3]))
        #expect((1...600).contains(expiry))
    }

    @Test("By 3.1.1 the properties of MQTT 5 are left out and the message arrives")
    func withoutProperties() async throws {
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber(format: "%t|%C|%P|%p", ["-V", "mqttv5"])
        let running = try RunningClient(broker.configuration { $0.protocolVersion = .v311 })
        try running.client.publish(
            MQTTMessage(
                topic: "a", text: "1", contentType: "application/json",
                userProperties: [.init(name: "pbx", value: "west")], expiry: 600))
        try await subscriber.waits(for: "a|||1")
    }

    private static func withPassword() async throws -> Mosquitto {
        try await Mosquitto("allow_anonymous false\npassword_file {dir}/passwords") { folder in
            try await Mosquitto.writePasswords(["bridge": "right"], to: folder)
        }
    }

    @Test("The right password lets the client in", arguments: MQTTProtocolVersion.allCases)
    func rightPassword(_ version: MQTTProtocolVersion) async throws {
        let broker = try await Self.withPassword()
        let running = try RunningClient(
            broker.configuration {
                $0.protocolVersion = version
                $0.user = "bridge"
                $0.password = "right"
            })
        try await running.connects()
    }

    @Test(
        "A refused login says so and what to do, is tried again at the slow end, and does not repeat the password",
        arguments: MQTTProtocolVersion.allCases, ["bridge", nil])
    func wrongPassword(_ version: MQTTProtocolVersion, user: String?) async throws {
        let broker = try await Self.withPassword()
        let running = try RunningClient(
            broker.configuration {
                $0.protocolVersion = version
                $0.user = user
                $0.password = user.map { _ in "mistaken" }
                $0.reconnectDelayMin = .milliseconds(1)
                $0.reconnectDelayMax = .seconds(2)
            })
        let failure = try await running.firstFailure()
        #expect(failure.kind == .refused(.notAuthorized) || failure.kind == .refused(.badUserNameOrPassword))
        #expect(!failure.waitingHelps)
        #expect(failure.remedy.contains(user == nil ? "set them" : "check the user and the password"))
        #expect(!failure.description.contains("mistaken"))
        guard case .failed(_, let retryIn) = running.seen()[0] else { throw TestFailure("not failed") }
        #expect(retryIn >= .seconds(1))
    }

    @Test(
        "A refusal by code says what to do",
        arguments: [
            (1, .unsupportedProtocolVersion, "set the protocol version to 5"),
            (2, .clientIdentifierNotValid, "choose another client id"),
            (3, .serverUnavailable, "look at the broker's load"),
            (4, .badUserNameOrPassword, "set them"),
            (5, .notAuthorized, "set them"),
        ] as [(UInt8, MQTTReasonCode, String)])
    func refusals(_ code: UInt8, reason: MQTTReasonCode, remedy: String) async throws {
        let broker = StubBroker(.connack([0x20, 2, 0, code]))
        let running = try RunningClient(stub(broker) { $0.protocolVersion = .v311 })
        let failure = try await running.firstFailure()
        #expect(failure.kind == .refused(reason))
        #expect(failure.remedy.contains(remedy))
        #expect(failure.waitingHelps == (code == 3))
    }

    @Test("A broker of 3.1.1 that is asked for MQTT 5 is told apart")
    func tooOld() async throws {
        let broker = StubBroker(.connack([0x20, 2, 0, 1]))
        let failure = try await RunningClient(stub(broker)).firstFailure()
        #expect(failure.kind == .refused(.unsupportedProtocolVersion))
        #expect(failure.remedy.contains("3.1.1"))
    }

    @Test("A broker that accepts and never answers is given up after the time set, and tried again")
    func silent() async throws {
        let broker = StubBroker(.acceptsAndIsSilent)
        let running = try RunningClient(stub(broker) { $0.connectTimeout = .milliseconds(200) })
        try await running.fails(.timedOut(stage: .mqtt))
        try await eventually("it is tried again") { broker.seen.connections >= 3 }
        #expect(try await running.shutdown() == 0)
    }

    @Test("A broker that closes at once is told apart, by TLS too", arguments: [false, true])
    func closes(_ usesTLS: Bool) async throws {
        let broker = StubBroker(.closesAtOnce)
        let failure = try await RunningClient(stub(broker) { $0.broker.usesTLS = usesTLS }).firstFailure()
        #expect(failure.kind == .closed || failure.kind == .tls(.other))
        #expect(failure.description.contains("127.0.0.1"))
    }

    @Test("Nobody listening is unreachable, and the client connects as soon as the broker is there")
    func unreachable() async throws {
        let broker = try await Mosquitto()
        broker.stop()
        let running = try RunningClient(broker.configuration())
        let failure = try await running.firstFailure()
        #expect(failure.kind == .unreachable)
        #expect(failure.remedy.contains("nothing listens there"))
        try running.client.publish(MQTTMessage(topic: "a", text: "early"))
        try await broker.start()
        try await running.acknowledges(1)
    }

    @Test("A name without an address is told apart")
    func unresolvable() async throws {
        var configuration = MQTTConfiguration(broker: BrokerAddress(host: "no-such-host.invalid"))
        configuration.reconnectDelayMax = .seconds(1)
        #expect(try await RunningClient(configuration).firstFailure().kind == .unresolvable)
    }

    @Test("localhost reaches a broker that listens on 127.0.0.1 alone")
    func families() async throws {
        let broker = try await Mosquitto()
        let running = try RunningClient(broker.configuration { $0.broker.host = "localhost" })
        try await running.connects()
    }

    @Test("A broker that ends the connection says why: a second client with the same id")
    func takenOver() async throws {
        // mosquitto 2.0.11 only closes.
        let broker = StubBroker(.connack(StubBroker.connackV5 + [0xE0, 2, 0x8E, 0]))
        let running = try RunningClient(stub(broker))
        let failure = try await running.firstFailure()
        #expect(failure.kind == .disconnected(.sessionTakenOver))
        #expect(failure.remedy.contains("asterisk-mqtt"))
        guard case .connected = running.seen()[0], case .lost = running.seen()[1] else {
            Issue.record("\(running.seen())")
            return
        }
    }

    @Test("A connection that is gone ends no process that writes to it, whatever libmosquitto does about that")
    func brokenPipe() async throws {
        let broker = try await Mosquitto()
        broker.stop()
        _ = try await RunningClient(broker.configuration()).firstFailure()
        var action = sigaction()
        #expect(sigaction(SIGPIPE, nil, &action) == 0)
        #expect(unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1)
    }

    @Test("A client runs once, and takes nothing after its end")
    func once() async throws {
        let broker = try await Mosquitto()
        let running = try RunningClient(broker.configuration())
        try await running.connects()
        await #expect(throws: MQTTRunError.self) { try await running.client.run() }
        #expect(try await running.shutdown() == 0)
        #expect(throws: MQTTPublishError.ended) { try running.client.publish(MQTTMessage(topic: "a", text: "")) }
        #expect(await running.client.shutdown(deadline: .now) == 0)
    }

    @Test("A cancelled client throws a cancellation")
    func cancelled() async throws {
        let broker = try await Mosquitto()
        let client = try MQTTClient(configuration: broker.configuration())
        let run = Task { try await client.run() }
        try await eventually("connected") { client.session != nil }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
    }
}

/// A configuration for a stub.
func stub(_ broker: StubBroker, _ change: (inout MQTTConfiguration) -> Void = { _ in }) -> MQTTConfiguration {
    var configuration = MQTTConfiguration(
        broker: BrokerAddress(host: "127.0.0.1", port: broker.port), reconnectDelayMin: .milliseconds(10),
        reconnectDelayMax: .milliseconds(50))
    change(&configuration)
    return configuration
}
