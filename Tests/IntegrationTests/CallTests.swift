import TestSupport
import Testing

@Suite("Calls on their way from Asterisk to a subscriber", .serialized, .timeLimit(.minutes(5)))
struct CallTests {
    @Test(
        "Every recorded call is told as it must be",
        arguments: [Recordings(of: "16"), Recordings(of: "22"), Recordings(of: "22.10")])
    func recordings(_ recordings: Recordings) async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let player = try await Player(recordings, ["--speed", "0"])
        let daemon = try RunningDaemon(from: player.port, to: broker)
        let expected = try await recordings.expected
        try #require(!expected.isEmpty)
        try await consumer.sees(events: CallAccount.count(in: expected))
        #expect(try await daemon.stop() == 0)
        try await consumer.sees("offline")
        #expect(consumer.accounts == CallAccount.all(in: expected))
    }

    @Test("They say how long they are worth delivering, where that is configured", arguments: [true, false])
    func expiry(_ isConfigured: Bool) async throws {
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber("asterisk/call/#", format: "%E", ["-V", "mqttv5"])
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let daemon = try RunningDaemon(
            ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"],
            mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"] + (isConfigured ? ["message_expiry_seconds: 600"] : []))
        try await eventually("a message") { !subscriber.messages().isEmpty }
        #expect(try await daemon.stop() == 0)
        let left = subscriber.messages().map { Int($0) ?? 0 }
        #expect(left.allSatisfy { isConfigured ? (500...600).contains($0) : $0 == 0 }, "\(left)")
    }

    /// How Asterisk and the broker are reached.
    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var player: @Sendable (Certificates) -> [String] = { _ in [] }
        var ami: @Sendable (Certificates) -> [String] = { _ in [] }
        var listener: @Sendable (Certificates) -> [String] = { _ in [] }
        var mqtt: @Sendable (Certificates) -> [String] = { _ in [] }
        /// The subscriber's arguments.
        var consumer: @Sendable (Certificates) -> [String] = { _ in [] }
        var usesTLS = false
        var asksForPassword = false
    }

    static let tls = { @Sendable (files: Certificates) in
        ["cafile \(files.ca)", "certfile \(files.certificate("server"))", "keyfile \(files.key("server"))"]
    }
    static let playsTLS = { @Sendable (files: Certificates) in
        ["--tls-cert", files.certificate("server"), "--tls-key", files.key("server")]
    }

    static let ways = [
        Way(testDescription: "the secret as it is", ami: { _ in ["auth: plain"] }),
        Way(testDescription: "MQTT 3.1.1", mqtt: { _ in ["protocol: 3.1.1"] }),
        Way(
            testDescription: "a login at the broker", mqtt: { _ in ["username: bridge", "password: broker's"] },
            consumer: { _ in ["-u", "bridge", "-P", "broker's"] }, asksForPassword: true),
        Way(
            testDescription: "TLS on both sides", player: playsTLS,
            ami: { ["tls: {enabled: true, ca_file: \($0.ca)}"] }, listener: tls,
            mqtt: { ["tls: {ca_file: \($0.ca)}"] }, consumer: { ["--cafile", $0.ca] }, usesTLS: true),
        Way(
            testDescription: "TLS on both sides with a client certificate, a login and the secret as it is",
            player: playsTLS, ami: { ["auth: plain", "tls: {enabled: true, ca_file: \($0.ca)}"] },
            listener: { tls($0) + ["require_certificate true"] },
            mqtt: {
                [
                    "username: bridge", "password: broker's",
                    "tls: {ca_file: \($0.ca), cert_file: \($0.certificate("client")), key_file: \($0.key("client"))}",
                ]
            },
            consumer: {
                [
                    "--cafile", $0.ca, "--cert", $0.certificate("client"), "--key", $0.key("client"), "-u", "bridge",
                    "-P", "broker's",
                ]
            }, usesTLS: true, asksForPassword: true),
    ]

    @Test("They arrive whatever the way", arguments: ways)
    func arrive(_ way: Way) async throws {
        let files = try await Certificates.shared.value
        let access =
            way.asksForPassword ? "allow_anonymous false\npassword_file {dir}/passwords" : "allow_anonymous true"
        let broker = try await Mosquitto(([access] + way.listener(files)).joined(separator: "\n")) { folder in
            try await Mosquitto.writePasswords(["bridge": "broker's"], to: folder)
        }
        let consumer = try await Consumer(broker, way.consumer(files))
        let secrets = TemporaryDirectory()
        write("s3cr3t-w0rd\n", to: secrets.file("secret"))
        let recordings = Recordings(of: "22.10")
        let player = try await Player(
            recordings,
            ["--speed", "0", "--user", "bridge", "--secret-file", secrets.file("secret")] + way.player(files))
        let daemon = try RunningDaemon(
            ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"] + way.ami(files),
            mqtt: ["broker: \(way.usesTLS ? "mqtts" : "mqtt")://127.0.0.1:\(broker.port)"] + way.mqtt(files))
        let expected = try await recordings.expected
        try await consumer.sees(events: CallAccount.count(in: expected))
        #expect(try await daemon.stop() == 0)
        #expect(consumer.accounts == CallAccount.all(in: expected))
        for secret in ["s3cr3t-w0rd", "broker's"] { #expect(!daemon.log.contains(secret)) }
    }
}
