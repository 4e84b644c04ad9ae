import MQTT
import TestSupport
import Testing

@Suite("MQTT by TLS", .serialized, .timeLimit(.minutes(5)))
struct TLSTests {
    private static func broker(_ certificate: String = "server", asksForClient: Bool = false) async throws -> Mosquitto
    {
        let files = try await Certificates.shared.value
        return try await Mosquitto(
            """
            allow_anonymous true
            cafile \(files.ca)
            certfile \(files.certificate(certificate))
            keyfile \(files.key(certificate))
            require_certificate \(asksForClient)
            """)
    }

    private static func configuration(
        _ broker: Mosquitto, host: String = "localhost", _ tls: MQTTTLS
    ) -> MQTTConfiguration {
        broker.configuration {
            $0.broker = BrokerAddress(host: host, port: broker.port, usesTLS: true)
            $0.tls = tls
        }
    }

    @Test(
        "A broker with a certificate of the CA is connected to and given messages",
        arguments: ["localhost", "127.0.0.1"])
    func ownCA(_ host: String) async throws {
        let files = try await Certificates.shared.value
        let broker = try await Self.broker()
        let running = try RunningClient(Self.configuration(broker, host: host, MQTTTLS(caFile: files.ca)))
        try running.client.publish((0..<500).map { try MQTTMessage(topic: "t", text: "\($0)") })
        try await running.acknowledges(500)
        #expect(running.client.session?.tlsVersion == "TLSv1.3")
        #expect(try await running.shutdown() == 0)
    }

    @Test("A client certificate opens what asks for one")
    func clientCertificate() async throws {
        let files = try await Certificates.shared.value
        let broker = try await Self.broker(asksForClient: true)
        let tls = MQTTTLS(
            caFile: files.ca, certificateFile: files.certificate("client"), keyFile: files.key("client"))
        try await RunningClient(Self.configuration(broker, tls)).connects()
    }

    @Test("Told not to check, the client connects to a broker with any certificate")
    func unchecked() async throws {
        let files = try await Certificates.shared.value
        let elsewhere = try await Self.broker("elsewhere")
        try await RunningClient(
            Self.configuration(elsewhere, MQTTTLS(caFile: files.ca, verification: .withoutHostName))
        ).connects()
        try await RunningClient(
            Self.configuration(elsewhere, MQTTTLS(caFile: files.otherCA, verification: .none))
        ).connects()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var server = "server"
        var asksForClient = false
        let tls: @Sendable (Certificates) -> MQTTTLS
        let kind: @Sendable (Certificates) -> MQTTConnectionFailure.TLSFault
        let says: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "wrong host", server: "elsewhere", tls: { MQTTTLS(caFile: $0.ca) }, kind: { _ in .hostName },
            says: "not for the host \"localhost\""),
        Case(
            name: "the host as common name alone", server: "localhost", tls: { MQTTTLS(caFile: $0.ca) },
            kind: { _ in .hostName }, says: "subjectAltName"),
        Case(
            name: "another CA", tls: { MQTTTLS(caFile: $0.otherCA) }, kind: { _ in .untrustedIssuer },
            says: "no trusted CA signed"),
        Case(
            name: "the system's CAs", tls: { _ in MQTTTLS() }, kind: { _ in .untrustedIssuer },
            says: "set the file with the CA"),
        Case(
            name: "host unchecked, CA checked", server: "elsewhere",
            tls: { MQTTTLS(caFile: $0.otherCA, verification: .withoutHostName) }, kind: { _ in .untrustedIssuer },
            says: "no trusted CA signed"),
        Case(
            name: "expired", server: "expired", tls: { MQTTTLS(caFile: $0.ca) }, kind: { _ in .expired },
            says: "has expired"),
        Case(
            name: "no client certificate", asksForClient: true, tls: { MQTTTLS(caFile: $0.ca) },
            kind: { _ in .clientCertificate }, says: "requires a client certificate"),
        Case(
            name: "a stranger's client certificate", asksForClient: true,
            tls: {
                MQTTTLS(
                    caFile: $0.ca, certificateFile: $0.certificate("stranger"), keyFile: $0.key("stranger"))
            },
            kind: { _ in .clientCertificate }, says: "does not accept the client certificate"),
        Case(
            name: "no such CA file", tls: { _ in MQTTTLS(caFile: "/nonexistent/ca.pem") },
            kind: { _ in .file("/nonexistent/ca.pem") }, says: "cannot be read (No such file"),
        Case(
            name: "a CA file that is none", tls: { MQTTTLS(caFile: $0.key("server")) },
            kind: { .file($0.key("server")) }, says: "no usable CA certificates"),
        Case(
            name: "a certificate that is none",
            tls: { MQTTTLS(caFile: $0.ca, certificateFile: $0.key("client"), keyFile: $0.key("client")) },
            kind: { .file($0.key("client")) }, says: "no usable certificate"),
        Case(
            name: "another's key",
            tls: { MQTTTLS(caFile: $0.ca, certificateFile: $0.certificate("client"), keyFile: $0.key("stranger")) },
            kind: { .file($0.key("stranger")) }, says: "stranger.key"),
    ]

    @Test("A failure of TLS says which check failed and what to do", arguments: cases)
    func failures(_ test: Case) async throws {
        let files = try await Certificates.shared.value
        let broker = try await Self.broker(test.server, asksForClient: test.asksForClient)
        let running = try RunningClient(Self.configuration(broker, test.tls(files)))
        // A broker closes right behind its alert; where the alert is overtaken, a later attempt sees it.
        let kind = MQTTConnectionFailure.Kind.tls(test.kind(files))
        try await running.fails(kind)
        let failure = try #require(running.failures().first { $0.kind == kind })
        #expect(failure.description.contains(test.says))
        #expect(!failure.waitingHelps)
    }

    @Test("TLS to a port that does not speak it is told apart")
    func notTLS() async throws {
        let broker = try await Mosquitto()
        let failure = try await RunningClient(Self.configuration(broker, MQTTTLS())).firstFailure()
        // mosquitto takes the handshake for a broken packet and closes.
        #expect(failure.kind == .closed || failure.kind == .tls(.notTLS) || failure.kind == .tls(.other))
        #expect(failure.description.contains("TLS"))
        let stub = StubBroker(.acceptsAndIsSilent)
        var configuration = MQTTConfiguration(broker: BrokerAddress(host: "127.0.0.1", port: stub.port, usesTLS: true))
        configuration.connectTimeout = .milliseconds(300)
        try await RunningClient(configuration).fails(.timedOut(stage: .tls))
    }

    @Test("MQTT without TLS to a port that wants it says so")
    func tlsWanted() async throws {
        let broker = try await Self.broker()
        let failure = try await RunningClient(broker.configuration()).firstFailure()
        #expect(failure.kind == .closed)
        #expect(failure.remedy.contains("mqtts://"))
    }

    @Test("Connections that fail leave nothing behind")
    func leavesNothing() async throws {
        let files = try await Certificates.shared.value
        let broker = try await Self.broker("elsewhere")
        let configuration = Self.configuration(broker, MQTTTLS(caFile: files.ca))
        func resident() -> Int {
            Int(read(file: "/proc/self/statm").split(separator: " ")[1]) ?? 0
        }
        func fail(_ times: Int) async {
            for _ in 0..<times { #expect(!(await MQTTProbe.check(configuration).isConnected)) }
        }
        await fail(50)
        let before = resident()
        await fail(200)
        // Pages of 4 KiB: what one context holds is ten times as much.
        #expect(resident() - before < 1_000)
    }
}
