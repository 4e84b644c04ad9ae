import Glibc
import TestSupport
import Testing

/// What the programs answer to whoever calls them.
@Suite("Command lines", .timeLimit(.minutes(5)))
struct CommandLineTests {
    private let folder = TemporaryDirectory()

    private func run(_ program: String, _ arguments: [String]) async throws -> (code: Int32, text: String) {
        let process = try ChildProcess(
            program, arguments, output: folder.file("log-\(UInt32.random(in: 0...UInt32.max))"))
        return (try await process.wait(), process.text)
    }

    private func daemon(_ arguments: String...) async throws -> (code: Int32, text: String) {
        try await run(Program.path("asterisk-mqtt"), arguments)
    }

    @Test(
        "A file that is not there is told in one line, not by how to call the command",
        arguments: ["replay", "explain"])
    func missingFile(_ command: String) async throws {
        let (code, text) = try await daemon(command, folder.file("none.raw"))
        #expect(code == 66)
        #expect(text.hasPrefix("asterisk-mqtt: ") && text.contains("none.raw") && !text.contains("Usage"))
        #expect(text.split(separator: "\n").count == 1)
    }

    @Test("A file that is no recording is no success", arguments: ["replay", "explain"])
    func noRecording(_ command: String) async throws {
        let (code, text) = try await daemon(command, "/etc/passwd")
        #expect(code == 65)
        #expect(text.hasSuffix("asterisk-mqtt: /etc/passwd: there are no AMI messages in it\n"))
    }

    @Test("A player needs no rights: it greets its clients also where root's are taken away, as in a container")
    func playerWithoutRights() async throws {
        let port = LoopbackPort.free()
        let without = getuid() == 0 ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] : ["env"]
        let player = try ChildProcess(
            without[0],
            without.dropFirst() + [Program.path("wiretap"), "play", Checkout.file("Fixtures/22/busy.raw")]
                + ["--listen", "127.0.0.1:\(port)"],
            output: folder.file("player"))
        try await eventually("the player listens: \(player.text)") { player.text.contains("listening on") }
        let (_, greeting) = try await run("bash", ["-c", "exec 3<>/dev/tcp/127.0.0.1/\(port); head -n 1 <&3"])
        #expect(greeting.hasPrefix("Asterisk Call Manager/"))
    }

    @Test("A summary's figures add up")
    func summary() async throws {
        let (code, text) = try await daemon("replay", "--summary", Checkout.file("Fixtures/22/busy.raw"))
        let figures = try #require(text.firstMatch(of: #/messages +(\d+): (\d+) decoded, (\d+) skipped by name/#))
        #expect(code == 0 && Int(figures.1) == (Int(figures.2) ?? 0) + (Int(figures.3) ?? 0))
    }

    @Test("What a recording says does nothing to a terminal, and stays the same JSON")
    func invisible() async throws {
        let capture = read(file: Checkout.file("Fixtures/22/busy.raw"))
            .replacing("CallerIDName: Anna", with: "CallerIDName: An\u{202E}na\u{9B}31m")
        write(capture, to: folder.file("a.raw"))
        let (code, text) = try await daemon("replay", folder.file("a.raw"))
        #expect(code == 0 && text.contains(#"An\u202ena\u009b31m"#))
        #expect(!text.unicodeScalars.contains { $0.value == 0x202E || (0x80...0x9F).contains($0.value) })
    }

    @Test("Without /proc no argument can be read, and that is said", arguments: ["asterisk-mqtt", "wiretap"])
    func noProc(_ program: String) async throws {
        let script = "umount -l /proc && exec '\(Program.path(program))' --version"
        let (code, text) = try await run("unshare", ["--mount", "--propagation", "private", "sh", "-c", script])
        // Only root may do that.
        if text.contains("unshare failed") || text.contains("must be superuser") { return }
        #expect(code == 71)
        #expect(text == "\(program): can't read the arguments: /proc is not mounted\n")
    }

    @Test("Help and man page name the file that is read, its variable, those of the fields, and what they take")
    func help() async throws {
        let programs = [Program.path("asterisk-mqtt"), Program.path("wiretap")]
        let made = try await run(
            Checkout.file("tools/packaging/manpages"), ["--output", folder.path] + programs)
        #expect(made.code == 0, "\(made.text)")
        // Roff escapes hyphens, and help breaks lines.
        let page = read(file: folder.file("asterisk-mqtt.1")).replacing("\\-", with: "-")
        let help = try await daemon("run", "--help").text.replacing(#/\s+/#, with: " ")
        for text in [
            "/etc/asterisk-mqtt/asterisk-mqtt.yaml", "ASTERISK_MQTT_CONFIG", "ASTERISK_MQTT_AMI_TLS_CA_FILE",
            "Takes md5 or plain.", "Takes trace, debug, info, notice, warning, error or critical.",
        ] {
            #expect(page.contains(text) && help.contains(text), "\(text)")
        }
        #expect(read(file: folder.file("wiretap.1")).contains("AMI_SECRET"))
    }

    @Test(
        "Recordings that were sanitised tell of the same calls, with other names and numbers", arguments: ["16", "22"])
    func sanitisedReplay(_ version: String) async throws {
        // The lab's people have names that are no stand-ins.
        let recordings = Recordings(of: version)
        var copies: [String] = []
        // A third of them, of all kinds: all would take long.
        for (number, capture) in recordings.captures.enumerated() where number.isMultiple(of: 3) {
            let copy = folder.file("\(number).raw")
            write(read(file: capture), to: copy)
            copies.append(copy)
        }
        let before = try await run(Program.path("asterisk-mqtt"), ["replay", "--states"] + copies)
        let cleaning = try await run(Program.path("wiretap"), ["sanitize"] + copies)
        #expect(cleaning.code == 0 && cleaning.text.contains("files changed; replaced: "))
        let after = try await run(Program.path("asterisk-mqtt"), ["replay", "--states"] + copies)
        #expect(before.code == 0 && after.code == 0)
        let same = { (line: Substring) in
            line.replacing(#/"(from_name|name)":"[^"]*"/#, with: "NAME")
                .replacing(#/"description":"(\\.|[^"\\])*"/#, with: "TEXT").replacing(#/\+?\d{5,}/#, with: "NUMBER")
                .replacing(#/"variables":\{[^}]*\}/#, with: "VARIABLES")
                // A phone, a queue, a room or an account that is named by a word can be named as a person is.
                .replacing(#/"(extension|queue|conference|account_code)":"[^"]*[A-Za-z][^"]*"/#, with: "WORD")
                .replacing(#/"device":"\w+\/[^"]*[A-Za-z][^"]*"/#, with: "WORD")
                .replacing(#/extension\/[^\/]*[A-Za-z][^\/]*\/state/#, with: "LAMP")
        }
        let (told, toldAgain) = (before.text.split(separator: "\n"), after.text.split(separator: "\n"))
        #expect(told.count == toldAgain.count)
        for (one, other) in zip(told, toldAgain) where same(one) != same(other) {
            Issue.record("\(one)\nbecame\n\(other)")
            break
        }
        #expect(!after.text.contains("Martin") && !after.text.contains("Anna"))
    }
}
