import Foundation
import TestSupport
import Testing

@Suite("The broker's access list that is recommended", .timeLimit(.minutes(5)))
struct AccessListTests {
    private static var list: String { read(file: Checkout.file("tools/packaging/mosquitto.acl")) }

    @Test(
        "stands in one place, and is the same wherever it is shown",
        arguments: [(".github/SECURITY.md", ""), ("Sources/asterisk-mqtt/Guides.docc/Brokers.md", "acl")])
    func shown(_ page: String, _ language: String) {
        let blocks = read(file: Checkout.file(page)).components(separatedBy: "```")
        #expect(blocks.contains("\(language)\n\(Self.list)"))
    }

    private func broker() async throws -> Mosquitto {
        try await Mosquitto("allow_anonymous false\npassword_file {dir}/passwords\nacl_file {dir}/acl") {
            try await Mosquitto.writePasswords(["asterisk-mqtt": "one", "dashboard": "two"], to: $0)
            write(Self.list, to: $0.file("acl"))
        }
    }

    private func mqtt(_ broker: Mosquitto) -> [String] {
        ["broker: tcp://127.0.0.1:\(broker.port)", "username: asterisk-mqtt", "password: one"]
    }

    @Test("lets the bridge publish all it does, a dashboard read it, and nobody speak in the bridge's name")
    func holds() async throws {
        let broker = try await broker()
        let dashboard = try await broker.subscriber("#", ["-V", "5", "-u", "dashboard", "-P", "two"])
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let daemon = try RunningDaemon(
            ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"],
            mqtt: mqtt(broker) + ["metrics_interval_seconds: 0.2"])
        for topic in ["asterisk/bridge/status online", "asterisk/bridge/metrics {"] {
            try await eventually("\(topic): \(dashboard.messages())") {
                dashboard.messages().contains { $0.hasPrefix(topic) }
            }
        }
        try await eventually("the call is told: \(dashboard.messages())") {
            dashboard.messages().contains { $0.contains("/hungup ") }
        }
        for (user, password, topic) in [
            ("dashboard", "two", "asterisk/call/forged/hungup"), ("asterisk-mqtt", "one", "elsewhere/forged"),
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
        try await eventually("it is offline") { dashboard.messages().contains("asterisk/bridge/status offline") }
        #expect(!daemon.log.contains("The broker refused a message") && !daemon.log.contains("refused a subscription"))
        #expect(!dashboard.messages().contains { $0.contains("forged") })
    }

    @Test("lets one of two bridges become the active one, clear what is of before, and tell Home Assistant")
    func standby() async throws {
        let broker = try await broker()
        let reader = try await broker.subscriber("#", ["-V", "5", "-u", "asterisk-mqtt", "-P", "one"])
        for topic in [
            "asterisk/call/1.1/state", "homeassistant/sensor/asterisk_mqtt_asterisk/extension_99/config",
        ] {
            let publisher = try ChildProcess(
                "mosquitto_pub",
                ["-r", "-p", "\(broker.port)", "-u", "asterisk-mqtt", "-P", "one", "-t", topic, "-m", "{}"],
                output: broker.folder.file("left"))
            #expect(try await publisher.wait() == 0)
        }
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let daemon = try RunningDaemon(
            ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"], mqtt: mqtt(broker),
            bridge: ["standby: true", "instance: one"], "\nhome_assistant: {enabled: true}\n")
        try await reader.waits(for: "asterisk/bridge/instances/one active 1")
        // An empty payload clears it.
        try await reader.waits(for: "asterisk/call/1.1/state ")
        try await eventually("Home Assistant is told: \(reader.messages())") {
            reader.messages().contains { $0.contains("/asterisk_mqtt_asterisk/connection/config {") }
        }
        #expect(try await daemon.stop() == 0)
        #expect(!daemon.log.contains("do not come back"))
    }

    @Test("Without the right to read, the bridge says so, and one that would stand by does not become active")
    func writeOnly() async throws {
        let broker = try await Mosquitto("allow_anonymous false\npassword_file {dir}/passwords\nacl_file {dir}/acl") {
            try await Mosquitto.writePasswords(["asterisk-mqtt": "one", "dashboard": "two"], to: $0)
            write(Self.list.replacing("readwrite", with: "write"), to: $0.file("acl"))
        }
        let dashboard = try await broker.subscriber("#", ["-V", "5", "-u", "dashboard", "-P", "two"])
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let ami = ["port: \(player.port)", "secret: s3cr3t-w0rd"]
        let alone = try RunningDaemon(ami: ami, mqtt: mqtt(broker))
        let standby = try RunningDaemon(
            ami: ami, mqtt: mqtt(broker) + ["client_id: other"], bridge: ["standby: true", "instance: one"])
        try await alone.says("to asterisk/bridge/status do not come back from the broker")
        try await standby.says("to asterisk/bridge/instances/one do not come back from the broker")
        try await eventually("the broker keeps it: \(dashboard.messages())") {
            dashboard.messages().contains { $0.hasPrefix("asterisk/bridge/problems {") && $0.contains("mqtt_rights") }
        }
        #expect(!standby.log.contains("is active now"))
        #expect(try await alone.stop() == 0)
        #expect(try await standby.stop() == 0)
    }
}
