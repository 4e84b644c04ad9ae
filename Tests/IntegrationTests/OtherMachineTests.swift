import Foundation
import TestSupport
import Testing

/// A spec that has nothing in common with the built-in one: its calls are shown all the same.
@Suite("Calls of another spec", .serialized, .timeLimit(.minutes(5)))
struct OtherMachineTests {
    private static let intercom = Checkout.file("tools/examples/intercom/Sources/Intercom/calls.json")
    private let folder = TemporaryDirectory()

    /// A recorded call, its caller renamed to a door station.
    private func visit(_ recording: String) throws -> String {
        let path = folder.file("\(recording).raw")
        let bytes = try Data(contentsOf: URL(filePath: Checkout.file("Fixtures/22/\(recording).raw")))
        write(String(decoding: bytes, as: UTF8.self).replacing("PJSIP/trunk-", with: "PJSIP/door-"), to: path)
        return path
    }

    @Test("What the broker keeps besides is on the board and in Home Assistant, whatever it is")
    func agents() async throws {
        let broker = try await Mosquitto()
        let (web, player) = (LoopbackPort.free(), LoopbackPort.free())
        let subscriber = try await broker.subscriber("homeassistant/#")
        let daemon = try RunningDaemon(
            ami: ["port: \(player)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"],
            "\nhttp:\n  listen: 127.0.0.1:\(web)\n  board: true\nhome_assistant: {enabled: true}\n",
            arguments: ["--spec", Checkout.file("tools/examples/agents/calls.json")])
        try await eventually("it listens: \(daemon.log)") { HTTPAnswer(from: web, "/livez")?.status == 200 }
        let reader = try EventReader(from: web)
        let playing = try await Player(Recordings("queue-answered"), port: player, ["--speed", "10"])
        try await reader.sees(#""kind":"agent","name":"Bert","role":"lamp","state":"called","tone":"waiting""#)
        try await reader.sees(#""kind":"agent","name":"Bert","role":"lamp","state":"free","tone":"calm""#)
        let topic = "homeassistant/sensor/asterisk_mqtt_asterisk/extension_Bert/config"
        try await eventually("Home Assistant has him: \(subscriber.messages())") {
            subscriber.messages().contains {
                $0.hasPrefix("\(topic) ") && $0.contains(#""name":"Agent Bert""#)
                    && $0.contains(#""state_topic":"asterisk/agent/Bert/state""#)
            }
        }
        #expect(try await daemon.stop() == 0)
        withExtendedLifetime(playing) {}
    }

    @Test("ring, are answered or missed, and end: on the board, on a screen and at the broker")
    func intercom() async throws {
        let broker = try await Mosquitto()
        let web = LoopbackPort.free()
        let answered = try visit("blind-by-callee-dtmf")
        let missed = try visit("group-unanswered")
        let watch = try ChildProcess(
            Program.path("asterisk-mqtt"),
            ["watch", "--spec", Self.intercom, "--mqtt-broker", "tcp://127.0.0.1:\(broker.port)"],
            output: folder.file("watch"))
        try await eventually("it is connected: \(watch.text)") { watch.text.contains("Connected to") }
        let player = LoopbackPort.free()
        let daemon = try RunningDaemon(
            ami: ["port: \(player)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"],
            "\nhttp:\n  listen: 127.0.0.1:\(web)\n  board: true\n", arguments: ["--spec", Self.intercom])
        try await eventually("it listens: \(daemon.log)") { HTTPAnswer(from: web, "/livez")?.status == 200 }
        let reader = try EventReader(from: web)
        try await reader.sees("event: snapshot")
        let playing = try await Player(
            Recordings(captures: [answered, missed]), port: player, ["--speed", "20"])
        try await reader.sees(#""tone":"waiting","from_field":"door""#)
        try await reader.sees(#""tone":"connected","from_field":"door","to_field":"by""#)
        try await reader.sees(#""calls":2,"answered":1,"missed":1"#)
        let ended = try #require(HTTPAnswer(from: web, "/board/search?q=")?.body)
        for text in [
            #""fate":"answered","outcome":"opened""#, #""fate":"missed","outcome":"nobody_home""#, #""open":0"#,
        ]
        where !ended.contains(text) && !reader.text.contains(text) { Issue.record("no \(text): \(ended)") }
        try await eventually("watch has seen both ends: \(watch.text)") {
            watch.lines().filter { $0.contains("  gone  ") }.count == 2
        }
        #expect(watch.lines().contains { $0.contains(#/  bell .*Martin > -  Somebody is at the door/#) })
        #expect(watch.lines().contains { $0.contains(#/  gone .*opened, normal_clearing$/#) })
        watch.signal(SIGTERM)
        #expect(try await watch.wait() == 0)
        #expect(try await daemon.stop() == 0)
        withExtendedLifetime(playing) {}
    }
}
