import TestSupport
import Testing

@Suite("Several PBXs in one daemon", .serialized, .timeLimit(.minutes(5)))
struct SeveralPBXTests {
    /// A configuration with a PBX for each port.
    static func configuration(_ ports: [String: UInt16], to broker: Mosquitto, store: TemporaryDirectory? = nil)
        -> String
    {
        RunningDaemon.configuration(
            ami: ["secret: s3cr3t-w0rd"],
            mqtt: ["broker: tcp://127.0.0.1:\(broker.port)", "topic_prefix: \"asterisk/{pbx}\""], store: store)
            + "\npbx:\n"
            + ports.sorted { $0.key < $1.key }
            .map { "  - name: \($0.key)\n    trunks: [\"PJSIP/\($0.key)-*\"]\n    ami: {port: \($0.value)}\n" }.joined()
    }

    /// What a single PBX would have said.
    private func accounts(_ pbx: String, in lines: [String]) -> [CallAccount] {
        let own = lines.filter { $0.hasPrefix("asterisk/\(pbx)/call/") }
        return CallAccount.all(in: own.map { $0.replacing("asterisk/\(pbx)/", with: "asterisk/") })
    }

    @Test("Each is told of under its own name, and one that is down the whole time holds up none of the others")
    func isolated() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let recordings = Recordings(of: "22.10")
        let one = try await Player(recordings, ["--speed", "0", "--exit-when-done"])
        let two = try await Player(recordings, ["--calls-per-second", "40", "--speed", "5"])
        let down = LoopbackPort.free()
        let store = TemporaryDirectory()
        let daemon = try RunningDaemon(
            configuration: Self.configuration(
                ["hq": one.port, "branch": two.port, "gone": down], to: broker, store: store))
        let expected = try await recordings.expected
        try await consumer.sees(events: 2 * CallAccount.count(in: expected))
        for pbx in ["hq", "branch", "gone"] {
            try await eventually("\(pbx) is online: \(consumer.lines.suffix(5))") {
                consumer.lines.contains("asterisk/\(pbx)/bridge/status online")
            }
        }
        #expect(daemon.log.contains("pbx=gone") && daemon.log.contains("the connection was refused"))
        #expect(try await daemon.stop() == 0, "\(daemon.log)")
        let lines = consumer.lines
        for pbx in ["hq", "branch"] {
            #expect(accounts(pbx, in: lines).count == CallAccount.all(in: expected).count)
            #expect(
                lines.filter { $0.hasPrefix("asterisk/\(pbx)/call/") }.allSatisfy { $0.contains("\"pbx\":\"\(pbx)\"") })
            #expect(read(file: "\(store.path)/\(pbx)/store.sqlite3").hasPrefix("SQLite format 3"))
        }
        #expect(accounts("gone", in: lines).isEmpty)
        for pbx in ["hq", "branch", "gone"] { #expect(lines.contains("asterisk/\(pbx)/bridge/status offline")) }
        withExtendedLifetime(two) {}
    }

    @Test("A store of when there was one PBX is not taken for anybody's, and is said")
    func olderStore() async throws {
        let broker = try await Mosquitto()
        let consumer = try await Consumer(broker)
        let store = TemporaryDirectory()
        let single = try RunningDaemon(from: LoopbackPort.free(), to: broker, store: store)
        try await consumer.sees("online")
        #expect(try await single.stop() == 0)
        let several = try RunningDaemon(
            configuration: Self.configuration(["hq": LoopbackPort.free()], to: broker, store: store))
        try await several.says(
            "store.sqlite3 (and store.sqlite3-wal, if it exists) into the folder of that PBX")
        try await eventually("it goes on") { consumer.lines.contains("asterisk/hq/bridge/status online") }
        #expect(try await several.stop() == 0)
    }

    @Test("check --connect says of each what it reached")
    func check() async throws {
        let broker = try await Mosquitto()
        let player = try await Player(Recordings("busy"))
        let down = LoopbackPort.free()
        let folder = TemporaryDirectory()
        write(
            Self.configuration(["hq": player.port, "gone": down], to: broker), to: folder.file("asterisk-mqtt.yaml"))
        let check = try ChildProcess(
            Program.path("asterisk-mqtt"), ["check", "--connect", "--config", folder.file("asterisk-mqtt.yaml")],
            output: folder.file("log"))
        #expect(try await check.wait() == 1)
        #expect(check.text.contains("hq: Asterisk at 127.0.0.1:\(player.port): logged in"))
        #expect(check.text.contains("gone: Asterisk at 127.0.0.1:\(down): the connection was refused"), "\(check.text)")
        #expect(check.text.contains("gone: Broker at mqtt://127.0.0.1:\(broker.port): connected to"))
    }
}
