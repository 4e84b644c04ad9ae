import Foundation
import TestSupport
import Testing

@Suite("asterisk-mqtt watch", .serialized, .timeLimit(.minutes(5)))
struct WatchTests {
    private let folder = TemporaryDirectory()

    /// Starts it with `--json` or without.
    private func watch(_ broker: Mosquitto, _ arguments: [String], output: String) async throws -> ChildProcess {
        let watch = try ChildProcess(
            Program.path("asterisk-mqtt"), ["watch", "--mqtt-broker", "tcp://127.0.0.1:\(broker.port)"] + arguments,
            output: folder.file(output))
        try await eventually("it is connected: \(watch.text)") { watch.text.contains("Connected to") }
        return watch
    }

    @Test("Without a terminal, it says each event once: as JSON what a subscriber sees, or in words")
    func lines() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let json = try await watch(broker, ["--json"], output: "json")
        let words = try await watch(broker, [], output: "words")
        let player = try await Player(Recordings("attended-by-caller"), ["--speed", "20"])
        let daemon = try RunningDaemon(from: player.port, to: broker)
        try await eventually("the last call ends; there is \(consumer.lines)") {
            consumer.accounts.count > 1 && consumer.openCalls.isEmpty
        }
        let payloads = consumer.lines.filter { $0.hasPrefix("asterisk/call/") }.map { line in
            String(line.drop { $0 != " " }.dropFirst())
        }
        try await eventually("all events come: \(json.text)") {
            json.lines().count { $0.hasPrefix("{") } >= payloads.count && words.lines().count > payloads.count
        }
        #expect(json.lines().filter { $0.hasPrefix("{") } == payloads)
        #expect(words.lines().last?.contains(#/^\d\d:\d\d:\d\d  hungup  /#) == true)
        json.signal(SIGTERM)
        words.signal(SIGINT)
        #expect(try await json.wait() == 0)
        #expect(try await words.wait() == 0)
        #expect(try await daemon.stop() == 0)
    }

    /// Tells the broker to keep what a call is doing.
    private func keep(at broker: Mosquitto) async throws {
        let payload = """
            {"call_id":"1.1","state":"talking","since":"2026-02-12T10:30:05.000Z","last":{"event":"answered",\
            "description":"","from":{"extension":"21","name":"\\u001b[2J\\u0007Eve"},"to":{"extension":"22"}}}
            """
        let publisher = try ChildProcess(
            "mosquitto_pub",
            ["-p", "\(broker.port)", "-h", "127.0.0.1", "-r", "-t", "asterisk/call/1.1/state", "-m", payload],
            output: folder.file("published"))
        #expect(try await publisher.wait() == 0)
    }

    /// Runs a shell script in a terminal of its own; what was written to it, and the exit code. In the script, `"$WATCH"`
    /// watches, and the file `"$SCREEN"` has what the terminal was sent; the keys are pressed when that has a word.
    private func terminal(
        _ broker: Mosquitto, _ script: String, keys: String = "", on word: String = "talking"
    ) async throws -> (String, Int32) {
        write(
            "#!/bin/sh\nexec '\(Program.path("asterisk-mqtt"))' watch --mqtt-broker tcp://127.0.0.1:\(broker.port)\n",
            to: folder.file("watch"))
        chmod(folder.file("watch"), 0o700)
        write(script, to: folder.file("script"))
        let seen = "until grep -q '\(word)' \"$SCREEN\" 2>/dev/null; do sleep 0.1; done"
        let shell = try ChildProcess(
            "env",
            [
                "WATCH=\(folder.file("watch"))", "SCREEN=\(folder.file("screen"))", "TERM=xterm", "SEEN=\(seen)", "sh",
                "-c", "(\(seen); printf '\(keys)') | script -qefc 'sh \(folder.file("script"))' \"$SCREEN\"",
            ], output: folder.file("shell"))
        let code = try await shell.wait()
        return (read(file: folder.file("screen")), code)
    }

    @Test(
        "On a terminal it shows who waits in a queue, as the daemon has it from the PBX, and the board has a card of it"
    )
    func queues() async throws {
        let broker = try await Mosquitto()
        let player = try await Player(
            Recordings(captures: [Checkout.file("Fixtures/states/22/queue-members.raw")]), ["--speed", "2", "--loop"])
        let web = LoopbackPort.free()
        let daemon = try RunningDaemon(
            ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"],
            "\nhttp: {listen: \"127.0.0.1:\(web)\", board: true}\n")
        let (screen, code) = try await terminal(broker, "\"$WATCH\"", keys: "q", on: "ringall: [12] waiting")
        #expect(code == 0)
        // What those do who could take them stands behind it.
        #expect(screen.contains(#/ringall: [12] waiting[^\n]*\d (?:free|busy)/#))
        let board = try EventReader(from: web)
        try await board.sees(#""kind":"queue","name":"ringall""#)
        try await board.sees(#""label":"callers""#)
        try await board.sees(#""label":"members busy""#)
        #expect(try await daemon.stop() == 0)
    }

    @Test("On a terminal it shows the calls that the broker keeps, and q ends it and gives the screen back")
    func screen() async throws {
        let broker = try await Mosquitto()
        try await keep(at: broker)
        let (screen, code) = try await terminal(broker, "\"$WATCH\"", keys: "q")
        #expect(code == 0)
        let taken = try #require(screen.range(of: "\u{1B}[?1049h"))
        let given = try #require(screen.range(of: "\u{1B}[?1049l"))
        let shown = screen[taken.upperBound..<given.lowerBound]
        #expect(shown.contains("talking") && shown.contains("\u{FFFD}[2J\u{FFFD}Eve"))
        #expect(screen.components(separatedBy: "\u{1B}[2J").count <= 3)
    }

    @Test("It gives the screen back whatever ends it", arguments: [SIGTERM, SIGINT, SIGHUP, SIGSEGV, SIGABRT])
    func ended(_ signal: Int32) async throws {
        let broker = try await Mosquitto()
        try await keep(at: broker)
        let (screen, code) = try await terminal(
            broker, "\"$WATCH\" & eval \"$SEEN\"; kill -\(signal) $!; wait $!")
        #expect(screen.contains("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"))
        // A shell says 128 and the signal's number of what a signal ended.
        #expect(code == ([SIGSEGV, SIGABRT].contains(signal) ? 128 + signal : 0))
    }
}
