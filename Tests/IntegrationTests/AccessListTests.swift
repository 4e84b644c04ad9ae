import Foundation
import TestSupport
import Testing

@Suite("The broker's access list that is recommended", .timeLimit(.minutes(5)))
struct AccessListTests {
    /// The one code block of the chapter on security.
    private static var list: String {
        let text = read(file: Checkout.file(".github/SECURITY.md"))
        return text.components(separatedBy: "```").dropFirst().first ?? ""
    }

    @Test("lets the bridge publish all it does, a wallboard read it, and nobody speak in the bridge's name")
    func holds() async throws {
        let list = Self.list
        #expect(list.contains("user asterisk-mqtt\n"))
        let broker = try await Mosquitto("allow_anonymous false\npassword_file {dir}/passwords\nacl_file {dir}/acl") {
            try await Mosquitto.writePasswords(["asterisk-mqtt": "one", "wallboard": "two"], to: $0)
            write(list, to: $0.file("acl"))
        }
        let wallboard = try await broker.subscriber("#", ["-V", "5", "-u", "wallboard", "-P", "two"])
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let daemon = try RunningDaemon(
            ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"],
            mqtt: [
                "broker: tcp://127.0.0.1:\(broker.port)", "username: asterisk-mqtt", "password: one",
                "metrics_interval_seconds: 0.2",
            ])
        for topic in ["asterisk/bridge/status online", "asterisk/bridge/metrics {"] {
            try await eventually("\(topic): \(wallboard.messages())") {
                wallboard.messages().contains { $0.hasPrefix(topic) }
            }
        }
        try await eventually("the call is told: \(wallboard.messages())") {
            wallboard.messages().contains { $0.contains("/hungup ") }
        }
        for (user, password, topic) in [
            ("wallboard", "two", "asterisk/call/forged/hungup"), ("asterisk-mqtt", "one", "elsewhere/forged"),
        ] {
            let publisher = try ChildProcess(
                "mosquitto_pub",
                [
                    "-V", "5", "-q", "1", "-p", "\(broker.port)", "-u", user, "-P", password, "-t", topic, "-m",
                    "forged",
                ], output: broker.folder.file("pub-\(user)"))
            _ = try await publisher.wait()
            #expect(publisher.text.contains("Not authorized"), "\(publisher.text)")
        }
        #expect(try await daemon.stop() == 0)
        try await eventually("it is offline") { wallboard.messages().contains("asterisk/bridge/status offline") }
        #expect(!daemon.log.contains("refused by the broker"))
        #expect(!wallboard.messages().contains { $0.contains("forged") })
    }
}
