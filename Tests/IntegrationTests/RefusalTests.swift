import TestSupport
import Testing

@Suite("Where the daemon is not let in", .serialized, .timeLimit(.minutes(5)))
struct RefusalTests {
    @Test("Asterisk's refusal is logged with what to do, and the daemon waits and stops when told")
    func asterisk() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let secrets = TemporaryDirectory()
        write("right\n", to: secrets.file("secret"))
        let player = try await Player(
            Recordings("busy"), ["--user", "bridge", "--secret-file", secrets.file("secret")])
        let daemon = try RunningDaemon(
            ami: ["port: \(player.port)", "secret: mistaken"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"])
        try await consumer.sees("online")
        try await eventually("the refusal is logged: \(daemon.log)") { daemon.log.contains("manager.conf") }
        #expect(daemon.isRunning)
        // It would wait minutes before it tries again, lest Asterisk's address be banned.
        #expect(try await daemon.stop() == 0)
        try await consumer.sees("offline")
        #expect(
            consumer.lines.filter { !$0.contains("/bridge/spec ") }
                == ["\(Consumer.status) online", "\(Consumer.status) offline"])
        #expect(!daemon.log.contains("mistaken"))
    }

    @Test("The broker's refusal is logged with what to do, and the daemon goes on trying and stops when told")
    func broker() async throws {
        let broker = try await Mosquitto("allow_anonymous false\npassword_file {dir}/passwords") { folder in
            try await Mosquitto.writePasswords(["bridge": "right"], to: folder)
        }
        let player = try await Player(Recordings("busy"))
        let daemon = try RunningDaemon(
            ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"],
            mqtt: ["broker: tcp://127.0.0.1:\(broker.port)", "username: bridge", "password: mistaken"])
        try await eventually("the refusal is logged: \(daemon.log)") {
            daemon.log.contains("check the user and the password")
        }
        #expect(daemon.isRunning)
        #expect(try await daemon.stop() == 0)
        #expect(!daemon.log.contains("mistaken"))
    }
}
