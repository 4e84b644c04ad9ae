import Glibc
import TestSupport
import Testing

@Suite("The board on the HTTP port", .serialized, .timeLimit(.minutes(5)))
struct BoardTests {
    private func daemon(_ player: UInt16, _ broker: Mosquitto, _ web: UInt16, _ more: [String] = []) throws
        -> RunningDaemon
    {
        try RunningDaemon(
            ami: ["port: \(player)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"],
            "\nhttp:\n" + (["listen: 127.0.0.1:\(web)"] + more).map { "  \($0)\n" }.joined())
    }

    private func listens(_ web: UInt16) async throws {
        try await eventually("it listens") { HTTPAnswer(from: web, "/livez")?.status == 200 }
    }

    private static let paths = ["/", "/board.css", "/board.js", "/board/search", "/board/events"]

    @Test("Where it is not asked for there is none")
    func off() async throws {
        let broker = try await Mosquitto()
        let web = LoopbackPort.free()
        let daemon = try daemon(LoopbackPort.free(), broker, web)
        try await listens(web)
        for path in Self.paths { #expect(HTTPAnswer(from: web, path)?.status == 404, "\(path)") }
        #expect(try await daemon.stop() == 0)
    }

    @Test("Each answer says what it is and takes nothing from elsewhere; without a token it goes by no name")
    func headers() async throws {
        let broker = try await Mosquitto()
        let web = LoopbackPort.free()
        let daemon = try daemon(LoopbackPort.free(), broker, web, ["board: true"])
        try await listens(web)
        for (path, type) in [
            ("/", "text/html; charset=utf-8"), ("/board.css", "text/css; charset=utf-8"),
            ("/board.js", "text/javascript; charset=utf-8"),
            ("/recent.js", "text/javascript; charset=utf-8"), ("/things.js", "text/javascript; charset=utf-8"),
            ("/board/search?q=x", "application/json"),
        ] {
            let answer = try #require(HTTPAnswer(from: web, path))
            #expect(answer.status == 200)
            let headers = answer.headers.lowercased().split(separator: "\r\n")
            for header in [
                "content-type: \(type)",
                "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
                "x-content-type-options: nosniff", "referrer-policy: no-referrer", "cache-control: no-store",
                "cross-origin-resource-policy: same-origin",
            ] {
                #expect(headers.contains { $0 == header }, "\(path): \(answer.headers)")
            }
        }
        // The page itself asks for its own files alone.
        let page = try #require(HTTPAnswer(from: web, "/")?.body)
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("style="))
        for host in ["127.0.0.1:\(web)", "[::1]:\(web)", "localhost"] {
            #expect(HTTPAnswer(from: web, "/", host: host)?.status == 200)
        }
        for host in ["rebound.example", "rebound.example:\(web)", "1.2.3.4.example", ""] {
            for path in Self.paths { #expect(HTTPAnswer(from: web, path, host: host)?.status == 421, "\(host)") }
            #expect(HTTPAnswer(from: web, "/livez", host: host)?.status == 200)
        }
        #expect(try await daemon.stop() == 0)
    }

    @Test("With a token it is for those who show it, browsers as the password of any user")
    func token() async throws {
        let broker = try await Mosquitto()
        let web = LoopbackPort.free()
        let folder = TemporaryDirectory()
        write("let-me:in\n", to: folder.file("token"))
        let daemon = try daemon(
            LoopbackPort.free(), broker, web, ["board: true", "token_file: \(folder.file("token"))"])
        try await listens(web)
        for path in Self.paths {
            let answer = HTTPAnswer(from: web, path)
            #expect(answer?.status == 401)
            #expect(answer?.headers.contains("Basic realm=\"asterisk-mqtt\", charset=\"UTF-8\"") == true)
        }
        // anybody:let-me:in, :let-me:in, anybody:wrong, let-me:in
        for (shown, status) in [
            ("Basic YW55Ym9keTpsZXQtbWU6aW4=", 200), ("basic OmxldC1tZTppbg==", 200),
            ("Basic YW55Ym9keTp3cm9uZw==", 401),
            ("Basic bGV0LW1lOmlu", 401), ("Basic %%%", 401), ("Basic", 401), ("Bearer let-me:in", 200),
        ] {
            #expect(HTTPAnswer(from: web, "/", headers: ["Authorization": shown])?.status == status, "\(shown)")
            #expect(HTTPAnswer(from: web, "/board/search", headers: ["Authorization": shown])?.status == status)
        }
        // Who shows it is no page of somebody else's.
        #expect(
            HTTPAnswer(from: web, "/", headers: ["Authorization": "Bearer let-me:in"], host: "pbx.example")?.status
                == 200)
        #expect(HTTPAnswer(from: web, "/?token=let-me:in")?.status == 401)
        #expect(try await daemon.stop() == 0)
    }

    @Test("Killed and started again, it has the day as it was, and the calls that ended")
    func restart() async throws {
        let broker = try await Mosquitto()
        let (player, web, store) = (LoopbackPort.free(), LoopbackPort.free(), TemporaryDirectory())
        let configuration =
            RunningDaemon.configuration(
                ami: ["port: \(player)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"],
                store: store) + "http: {listen: \"127.0.0.1:\(web)\", board: true}\n"
        func today(_ daemon: RunningDaemon, _ ended: String) async throws -> (figures: Substring?, found: String?) {
            try await listens(web)
            let reader = try EventReader(from: web)
            try await reader.sees("\"today\":{\"calls\":\(ended)")
            let figures = reader.text.split(separator: "\"today\":").last.map { $0.prefix { $0 != "}" } }
            return (figures, HTTPAnswer(from: web, "/board/search")?.body)
        }
        let daemon = try RunningDaemon(configuration: configuration)
        let playing = try await Player(
            Recordings("answer-caller-hangs-up"), port: player, ["--speed", "4", "--exit-when-done"])
        let before = try await today(daemon, "1")
        try await eventually("the play is over") { !playing.isRunning }
        daemon.kill()
        let next = try RunningDaemon(configuration: configuration)
        let after = try await today(next, "1")
        #expect(before.figures == after.figures && before.figures?.contains("\"answered\":1,\"missed\":0") == true)
        #expect(before.found == after.found && before.found?.contains("\"found\":1") == true)
        #expect(try await next.stop() == 0)
    }

    @Test("Events are a snapshot and then changes, also for one who was away, and end in good order")
    func events() async throws {
        let broker = try await Mosquitto()
        let player = LoopbackPort.free()
        let web = LoopbackPort.free()
        let daemon = try daemon(player, broker, web, ["board: true"])
        try await listens(web)
        let reader = try EventReader(from: web)
        try await reader.sees("event: snapshot")
        #expect(reader.status == 200 && reader.text.contains("text/event-stream"))
        #expect(reader.text.contains("retry: 2000"))
        let before = try #require(reader.lastEventID)
        let playing = try await Player(Recordings("answer-caller-hangs-up"), port: player)
        try await reader.sees("\"state\":\"ringing\"")
        try await reader.sees("\"state\":\"talking\"")
        try await reader.sees("\"gone\":[{\"pbx\":\"\",\"call_id\":\"")
        try await reader.sees("\"kind\":\"extension\",\"name\":\"22\",\"role\":\"lamp\",\"state\":")
        #expect(reader.events.first == "snapshot" && !reader.events.dropFirst().contains("snapshot"))
        #expect(HTTPAnswer(from: web, "/board/search?q=normal%20clearing")?.body.contains("\"found\":1") == true)
        #expect(HTTPAnswer(from: web, "/board/search?q=busy")?.body.contains("\"found\":0") == true)

        let returned = try EventReader(from: web, lastEventID: before)
        try await returned.sees("\"gone\":[{")
        #expect(returned.events == ["changes"])
        for strange in ["0-1", "x", "\(before)9999", "-"] {
            let stranger = try EventReader(from: web, lastEventID: strange)
            try await stranger.sees("event: snapshot")
        }

        let start = ContinuousClock.now
        #expect(try await daemon.stop() == 0, "\(daemon.log)")
        #expect(ContinuousClock.now - start < .seconds(5))
        try await eventually("they are told") { reader.hasEnded && returned.hasEnded }
        withExtendedLifetime(playing) {}
    }

    @Test("More than there is room for are sent away, and those who leave make room")
    func crowd() async throws {
        let broker = try await Mosquitto()
        let web = LoopbackPort.free()
        let daemon = try daemon(LoopbackPort.free(), broker, web, ["board: true"])
        try await listens(web)
        var readers: [EventReader] = []
        for _ in 0..<32 { readers.append(try EventReader(from: web)) }
        for reader in readers { try await reader.sees("event: snapshot") }
        #expect(HTTPAnswer(from: web, "/board/events")?.status == 503)
        #expect(HTTPAnswer(from: web, "/board/search")?.status == 200)
        readers.removeLast()
        try await eventually("there is room") {
            let reader = try EventReader(from: web)
            while reader.text.isEmpty { usleep(1000) }
            return reader.status == 200
        }
        #expect(try await daemon.stop() == 0, "\(daemon.log)")
    }
}
