import Foundation
import TestSupport
import Testing

@Suite("The guides say what is so", .serialized, .timeLimit(.minutes(5)))
struct GuidePageTests {
    private let folder = TemporaryDirectory()

    /// A configuration of a guide with its files in a folder of ours.
    private func configuration(_ yaml: String, files: [String: String] = [:]) -> String {
        for match in yaml.matches(of: #//etc/asterisk-mqtt/([A-Za-z.-]+)/#) {
            let name = String(match.1)
            write(files[name] ?? "a-secret\n", to: folder.file(name))
        }
        write(yaml.replacingOccurrences(of: "/etc/asterisk-mqtt/", with: folder.path + "/"), to: folder.file("a.yaml"))
        return folder.file("a.yaml")
    }

    private func run(_ program: String, _ arguments: [String]) async throws -> (code: Int32, text: String) {
        let process = try ChildProcess(
            program, arguments, output: folder.file("log-\(UInt32.random(in: 0...UInt32.max))"))
        return (try await process.wait(), process.text)
    }

    @Test("Every configuration is one", arguments: GuidePage.all)
    func configurations(_ page: GuidePage) async throws {
        for yaml in page.blocks("yaml") where yaml.hasPrefix("ami:") {
            let (code, text) = try await run(
                Program.path("asterisk-mqtt"), ["check", "--config", configuration(yaml)])
            #expect(code == 0, "\(yaml)\(text)")
            #expect(!text.contains("error:"))
        }
    }

    @Test("Every command of ours is there, with its options", arguments: GuidePage.all)
    func commands(_ page: GuidePage) async throws {
        for line in page.blocks("sh").joined().split(separator: "\n") {
            guard let match = line.firstMatch(of: #/\b(asterisk-mqtt|wiretap) ([a-z]+)(.*)/#),
                !line.hasPrefix("systemctl")
            else { continue }
            let (code, help) = try await run(Program.path(String(match.1)), [String(match.2), "--help"])
            #expect(code == 0)
            for option in match.3.matches(of: #/--[a-z-]+/#) {
                #expect(help.contains("\(option.0) ") || help.contains("\(option.0)\n"), "\(line)")
            }
        }
    }

    @Test("Every message of the log is in the source", arguments: GuidePage.all)
    func messages(_ page: GuidePage) {
        let blocks = page.blocks("log")
        if blocks.isEmpty { return }
        var source = ""
        let files = FileManager.default.enumerator(atPath: Checkout.file("Sources"))
        while let file = files?.nextObject() as? String {
            if file.hasSuffix(".swift") { source += read(file: Checkout.file("Sources/\(file)")) }
        }
        // Long texts are broken in the source.
        source = source.replacing(#/\\\n\s*/#, with: "").replacing(#/"\s*\+\s*"/#, with: "")
        for line in blocks.joined().split(separator: "\n") { #expect(source.contains(line), "\(line)") }
    }

    @Test("Without a PBX, the commands as they are show calls, and nothing that the daemon asks is refused")
    func withoutPBX() async throws {
        let page = try GuidePage.named("GettingStarted")
        let block = try #require(page.blocks("sh").last { $0.contains("wiretap play") })
        #expect(page.blocks("sh").contains { $0.contains("swift build --product wiretap") })
        let commands = block.split(separator: "\n").map(String.init)
        try #require(commands.count == 3)
        let broker = try await Mosquitto()
        let port = LoopbackPort.free()
        // Their own ports may be taken on this machine; all else is as it stands there.
        let more = [
            " --listen 127.0.0.1:\(port)", " --ami-port \(port) --mqtt-broker tcp://127.0.0.1:\(broker.port)",
            " --mqtt-broker tcp://127.0.0.1:\(broker.port)",
        ]
        var processes: [ChildProcess] = []
        for (place, command) in commands.enumerated() {
            let programs = URL(filePath: Program.path("wiretap")).deletingLastPathComponent().path()
            let line = "cd '\(Checkout.path)'; export PATH='\(programs)':\"$PATH\"; exec env \(command)\(more[place])"
            let process = try ChildProcess("bash", ["-c", line], output: folder.file("terminal-\(place)"))
            processes.append(process)
            if place > 0 { continue }
            try await eventually("the recordings are read: \(process.text)", within: .seconds(60)) {
                process.text.contains("listening on")
            }
        }
        defer { for process in processes.reversed() { process.end() } }
        try await eventually("a call is told of: \(processes.map(\.text))", within: .seconds(60)) {
            processes[2].text.contains("hungup")
        }
        #expect(!processes[1].text.contains("warning") && !processes[1].text.contains("error"), "\(processes[1].text)")
    }

    @Test("mosquitto with users, rights and TLS lets the daemon write, and the other user read")
    func broker() async throws {
        let page = try GuidePage.named("Brokers")
        let here = { (text: String) in text.replacingOccurrences(of: "broker.example", with: "localhost") }
        let commands = here(try #require(page.blocks("openssl").first))
        let rules = try #require(page.blocks("acl").first)
        let lines = try #require(page.blocks("conf").first).replacingOccurrences(of: "listener 8883\n", with: "")
        let broker = try await Mosquitto(lines.replacingOccurrences(of: "/etc/mosquitto/", with: "{dir}/")) { folder in
            let made = try ChildProcess(
                "bash", ["-ec", "mkdir '\(folder.path)/certs'; cd '\(folder.path)/certs'\n\(commands)"],
                output: folder.file("openssl.log"))
            if try await made.wait() != 0 { throw TestFailure(made.text) }
            write(rules, to: folder.file("acl"))
            try await Mosquitto.writePasswords(["asterisk-mqtt": "a-secret", "dashboard": "another"], to: folder)
        }
        let authority = broker.folder.file("certs/ca.pem")
        let yaml = here(try #require(page.blocks("yaml").first)).replacingOccurrences(
            of: "8883", with: "\(broker.port)")
        let player = try await Player(Recordings("answer-caller-hangs-up"), ["--speed", "5"])
        write("another", to: folder.file("password"))
        let reader = [
            "--mqtt-broker", "ssl://localhost:\(broker.port)", "--mqtt-tls-ca-file", authority, "--mqtt-username",
            "dashboard", "--mqtt-password-file", folder.file("password"),
        ]
        let watch = try ChildProcess(
            Program.path("asterisk-mqtt"), ["watch", "--json"] + reader, output: folder.file("watch"))
        try await eventually("it is connected: \(watch.text)") { watch.text.contains("Connected to") }
        let daemon = try ChildProcess(
            Program.path("asterisk-mqtt"),
            [
                "run", "--config", configuration(yaml, files: ["broker-ca.pem": read(file: authority)]), "--ami-port",
                "\(player.port)",
            ], output: folder.file("daemon"))
        try await eventually("the call is told of: \(watch.text) \(daemon.text)") {
            watch.text.contains(#""event":"hungup""#)
        }
        let published = try await run(
            "mosquitto_pub",
            [
                "-h", "localhost", "-p", "\(broker.port)", "--cafile", authority, "-u", "dashboard", "-P", "another",
                "-q",
                "1", "-V", "5", "-t", "asterisk/call/1/ringing", "-m", #"{"event":"forged"}"#,
            ])
        #expect(published.text.contains("Not authorized"))
        #expect(!watch.text.contains("forged"))
        daemon.signal(SIGTERM)
        #expect(try await daemon.wait() == 0)
    }

    @Test("Home Assistant is told of the entities, at those topics")
    func homeAssistant() async throws {
        let page = try GuidePage.named("HomeAssistant")
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber("homeassistant/#", format: "%t")
        let player = try await Player(Recordings("answer-caller-hangs-up"), ["--speed", "5"])
        let daemon = try ChildProcess(
            Program.path("asterisk-mqtt"),
            [
                "run", "--config", configuration(try #require(page.blocks("yaml").first)), "--ami-port",
                "\(player.port)",
                "--mqtt-broker", "tcp://127.0.0.1:\(broker.port)",
            ], output: folder.file("daemon"))
        let topics = page.text.matches(of: #/`(homeassistant/[a-z0-9_/]+)`/#).map { String($0.1) }
        #expect(topics.count == 7)
        for topic in topics { try await subscriber.waits(for: topic) }
        daemon.signal(SIGTERM)
        #expect(try await daemon.wait() == 0)
    }

    @Test("Automations and flows read fields that there are, and compare with words that there are")
    func consumers() throws {
        let schema = read(file: Checkout.file("spec/generated/schemas/any-event.schema.json"))
        let schemas = ["hungup", "ringing"].map {
            read(file: Checkout.file("spec/generated/schemas/\($0).schema.json"))
        }
        let pages = try GuidePage.named("HomeAssistant").text + GuidePage.named("NodeRED").text
        let fields = pages.matches(of: #/payload(?:_json)?(?:\.|\[')([a-z_]+)/#).map { String($0.1) }
        #expect(fields.count > 6)
        for field in fields { #expect((schema + schemas.joined()).contains("\"\(field)\""), "\(field)") }
        for word in ["inbound", "no_answer", "cancelled"] {
            #expect(pages.contains("\(word)") && schemas.joined().contains("\"\(word)\""), "\(word)")
        }
    }

    @Test("An automation drops no event, and what Node-RED shows has its letters as they are")
    func wholeTexts() throws {
        let automations = try GuidePage.named("HomeAssistant").blocks("yaml").filter { $0.hasPrefix("alias:") }
        #expect(automations.count >= 2)
        for automation in automations { #expect(automation.contains("\nmode: queued\n"), "\(automation)") }
        let templates = try GuidePage.named("NodeRED").text.matches(of: #/{+payload[^}]*}+/#).map { String($0.0) }
        #expect(templates.count >= 3)
        for template in templates { #expect(template.hasPrefix("{{{") && template.hasSuffix("}}}"), "\(template)") }
    }

    @Test("The flow for Node-RED is one: each wire leads to a node")
    func flow() throws {
        let json = try #require(try GuidePage.named("NodeRED").blocks("json").first)
        let nodes = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        let ids = Set(nodes.compactMap { $0["id"] as? String })
        #expect(ids.count == nodes.count)
        for node in nodes {
            let wires = (node["wires"] as? [[String]]) ?? []
            #expect(ids.isSuperset(of: wires.joined()))
            if let broker = node["broker"] as? String, node["type"] as? String == "mqtt in" {
                #expect(ids.contains(broker))
            }
        }
    }

    @Test("The unit for several PBXs is made of the unit for one")
    func template() async throws {
        let command = try #require(try GuidePage.named("Operations").blocks("shell").first).split(separator: "\n")[0]
            .replacing(
                "/lib/systemd/system/asterisk-mqtt.service",
                with: Checkout.file("tools/packaging/asterisk-mqtt.service")
            )
            .replacing(">/etc/systemd/system/asterisk-mqtt@.service", with: "")
        let unit = try await run("bash", ["-c", String(command)])
        #expect(unit.code == 0)
        #expect(unit.text.contains("--config /etc/asterisk-mqtt/%i.yaml\n"))
        #expect(unit.text.contains("\nStateDirectory=asterisk-mqtt/%i\n"))
    }
}
