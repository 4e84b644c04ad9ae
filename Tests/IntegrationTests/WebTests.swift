import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The HTTP port", .serialized, .timeLimit(.minutes(5)))
struct WebTests {
    /// The value of a metric with these labels.
    private func value(_ metric: String, in text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(metric + " ") }.flatMap {
            Double($0.dropFirst(metric.count + 1))
        }
    }

    private func daemon(
        _ player: UInt16, _ broker: Mosquitto, _ web: UInt16, store: TemporaryDirectory? = nil, _ more: [String] = []
    ) throws -> RunningDaemon {
        try RunningDaemon(
            ami: ["port: \(player)", "secret: s3cr3t-w0rd"],
            mqtt: ["broker: tcp://127.0.0.1:\(broker.port)", "metrics_interval_seconds: 0.5"], store: store,
            "\npbx: {name: office}\nhttp:\n"
                + (["listen: 127.0.0.1:\(web)"] + more).map { "  \($0)\n" }.joined())
    }

    @Test("/metrics says what was heard and what the broker has, and the broker keeps the same figures")
    func metrics() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let recordings = Recordings("answer-caller-hangs-up")
        let player = try await Player(recordings, ["--speed", "0"])
        let web = LoopbackPort.free()
        let store = TemporaryDirectory()
        let daemon = try daemon(player.port, broker, web, store: store)
        try await consumer.sees(events: 3)
        var text = ""
        try await eventually("the figures follow: \(text)") {
            text = HTTPAnswer(from: web, "/metrics")?.body ?? ""
            return value("asterisk_mqtt_mqtt_acknowledged_total{pbx=\"office\"}", in: text) ?? 0 >= 3
                && value("asterisk_mqtt_store_messages{pbx=\"office\"}", in: text) == 0
        }
        for (metric, expected) in [
            ("ami_connected", 1), ("mqtt_connected", 1), ("calls_open", 0), ("calls_begun_total", 1),
            ("calls_ended_total", 1), ("store_given_up_total", 0), ("mqtt_refused_total", 0),
        ] as [(String, Double)] {
            #expect(value("asterisk_mqtt_\(metric){pbx=\"office\"}", in: text) == expected, "\(metric): \(text)")
        }
        #expect(value("asterisk_mqtt_events_total{pbx=\"office\",event=\"hungup\"}", in: text) == 1)
        #expect(value("asterisk_mqtt_ami_messages_total{pbx=\"office\"}", in: text) ?? 0 > 10)
        #expect(value("process_resident_memory_bytes", in: text) ?? 0 > 1_000_000)
        let started = value("process_start_time_seconds", in: text) ?? 0
        #expect(abs(Date.now.timeIntervalSince1970 - started) < 60)
        // Each metric is declared once, and before its values.
        let declared = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map {
            $0.split(separator: " ")[2]
        }
        #expect(Set(declared).count == declared.count && declared.count > 20)

        let late = try await broker.subscriber("asterisk/bridge/metrics", format: "%r %p")
        try await eventually("figures are kept: \(late.messages())") {
            late.messages().contains { $0.hasPrefix("1 {\"ami_connected\":1,") && $0.contains("\"calls_ended\":1,") }
        }
        #expect(try await daemon.stop() == 0, "\(daemon.log)")
        #expect(HTTPAnswer(from: web, "/metrics") == nil)
    }

    @Test("/readyz says no, and why, until Asterisk and the broker are there; /livez does not depend on them")
    func ready() async throws {
        let broker = try await Mosquitto()
        broker.stop()
        let web = LoopbackPort.free()
        let ami = LoopbackPort.free()
        let daemon = try daemon(ami, broker, web)
        var answer: HTTPAnswer?
        try await eventually("it says why: \(answer?.body ?? "")") {
            answer = HTTPAnswer(from: web, "/readyz")
            return answer?.body.contains("\"why\":") == true && answer?.body.contains("\"mqtt_why\":") == true
        }
        #expect(answer?.status == 503)
        #expect(answer?.headers.contains("application/json") == true)
        #expect(
            answer?.body
                == "{\"ready\":false,\"pbxs\":[{\"pbx\":\"office\",\"ami\":false,\"mqtt\":false,\"why\":\"the connection was refused: nothing listens at that port\",\"mqtt_why\":\"the broker at mqtt://127.0.0.1:\(broker.port) is not reachable (Connection refused): nothing listens there: check that the broker runs, and its port\"}]}\n"
        )
        #expect(HTTPAnswer(from: web, "/livez")?.status == 200)
        try await broker.start()
        let player = try await Player(Recordings("busy"), port: ami, ["--speed", "0"])
        try await eventually("it is ready") { HTTPAnswer(from: web, "/readyz")?.status == 200 }
        player.kill()
        try await eventually("it is not ready any more") { HTTPAnswer(from: web, "/readyz")?.status == 503 }
        #expect(HTTPAnswer(from: web, "/elsewhere")?.status == 404)
        #expect(try await daemon.stop() == 0)
    }

    @Test("With a token, figures are for those who show it, and health for all")
    func token() async throws {
        let broker = try await Mosquitto()
        let web = LoopbackPort.free()
        let folder = TemporaryDirectory()
        write("let-me-in\n", to: folder.file("token"))
        let daemon = try daemon(LoopbackPort.free(), broker, web, ["token_file: \(folder.file("token"))"])
        try await eventually("it listens") { HTTPAnswer(from: web, "/livez")?.status == 200 }
        #expect(HTTPAnswer(from: web, "/metrics")?.status == 401)
        for wrong in ["Bearer let-me", "Basic let-me-in", "Bearer", "let-me-in", "Bearer let-me-in "] {
            #expect(
                HTTPAnswer(from: web, "/metrics", headers: ["Authorization": wrong])?.status
                    == (wrong.hasSuffix(" ") ? 200 : 401))
        }
        #expect(HTTPAnswer(from: web, "/metrics", headers: ["authorization": "bearer let-me-in"])?.status == 200)
        #expect(!daemon.log.contains("let-me-in"))
        #expect(try await daemon.stop() == 0)
    }

    @Test("Where the port is another's, calls are told all the same, it is said, and the port is had once it is free")
    func taken() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let player = try await Player(Recordings("busy"), ["--speed", "0"])
        let taken = LoopbackPort.listen()
        let daemon = try daemon(player.port, broker, taken.port)
        try await daemon.says("set another address or port in http.listen")
        try await consumer.sees(events: 1)
        try await eventually("the broker keeps it: \(consumer.lines)") {
            consumer.all.contains { $0.hasPrefix(#"asterisk/bridge/problems {"count":1,"problems":[{"part":"http""#) }
        }
        shutdown(taken.socket, Int32(SHUT_RDWR))
        close(taken.socket)
        try await eventually("it listens: \(daemon.log)") { HTTPAnswer(from: taken.port, "/livez")?.status == 200 }
        try await eventually("the broker knows: \(consumer.lines)") {
            consumer.all.last { $0.contains("/bridge/problems ") }?.contains(#""count":0"#) == true
        }
        #expect(daemon.log.components(separatedBy: "can't listen on").count == 2)
        #expect(try await daemon.stop() == 0)
    }

    @Test("Whoever asks slowly, or sends without end, keeps nobody else out")
    func slow() async throws {
        let broker = try await Mosquitto()
        let web = LoopbackPort.free()
        let daemon = try daemon(LoopbackPort.free(), broker, web)
        try await eventually("it listens") { HTTPAnswer(from: web, "/livez")?.status == 200 }
        var connections: [Int32] = []
        defer { for connection in connections { close(connection) } }
        for _ in 0..<100 {
            guard let connection = LoopbackPort.connect(to: web) else { continue }
            connections.append(connection)
            send(connection, "GET /livez HT", 13, Int32(MSG_NOSIGNAL))
        }
        #expect(HTTPAnswer(from: web, "/livez")?.status == 200)
        // The first are gone, the last still there.
        try await eventually("the oldest are closed") { Self.isClosed(connections[0]) }
        #expect(!Self.isClosed(connections[99]))

        let endless = try #require(LoopbackPort.connect(to: web))
        defer { close(endless) }
        let head = "POST /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        send(endless, head, head.utf8.count, Int32(MSG_NOSIGNAL))
        let chunk = "1000\r\n\(String(repeating: "x", count: 4096))\r\n"
        var sent = 0
        while sent < 64 << 20, send(endless, chunk, chunk.utf8.count, Int32(MSG_NOSIGNAL)) > 0 {
            sent += chunk.utf8.count
        }
        #expect(sent < 16 << 20)
        #expect(HTTPAnswer(from: web, "/livez")?.status == 200)
        #expect(try await daemon.stop() == 0)
    }

    private static func isClosed(_ connection: Int32) -> Bool {
        var byte: UInt8 = 0
        let count = recv(connection, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN)
    }
}
