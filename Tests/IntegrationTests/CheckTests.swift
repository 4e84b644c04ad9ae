import Glibc
import TestSupport
import Testing

@Suite("asterisk-mqtt check --connect", .serialized, .timeLimit(.minutes(5)))
struct CheckTests {
    @Test("says what it reached, and what it did not by its exit code", arguments: [true, false])
    func connects(_ isBrokerThere: Bool) async throws {
        let broker = try await Mosquitto()
        if !isBrokerThere { broker.stop() }
        let player = try await Player(Recordings("busy"))
        let folder = TemporaryDirectory()
        write(
            """
            ami: {host: 127.0.0.1, port: \(player.port), username: bridge, secret: s3cr3t-w0rd}
            mqtt: {broker: "tcp://127.0.0.1:\(broker.port)"}
            """, to: folder.file("asterisk-mqtt.yaml"))
        let check = try ChildProcess(
            Program.path("asterisk-mqtt"), ["check", "--connect", "--config", folder.file("asterisk-mqtt.yaml")],
            output: folder.file("log"))
        #expect(try await check.wait() == (isBrokerThere ? 0 : 1))
        #expect(check.text.contains("Asterisk at 127.0.0.1:\(player.port): logged in"))
        #expect(check.text.contains(isBrokerThere ? "connected to" : "nothing listens there"))
    }

    private func check(_ configuration: String) async throws -> (code: Int32, text: String) {
        let folder = TemporaryDirectory()
        write(configuration, to: folder.file("asterisk-mqtt.yaml"))
        let check = try ChildProcess(
            Program.path("asterisk-mqtt"), ["check", "--connect", "--config", folder.file("asterisk-mqtt.yaml")],
            output: folder.file("log"))
        return (try await check.wait(), check.text)
    }

    @Test("finds a store, a port and rights at the broker that run would not have, and says what to do")
    func surroundings() async throws {
        let broker = try await Mosquitto("allow_anonymous true\nacl_file {dir}/acl") {
            write("topic read asterisk/#\n", to: $0.file("acl"))
        }
        let player = try await Player(Recordings("busy"))
        let folder = TemporaryDirectory()
        write("", to: folder.file("file"))
        let taken = LoopbackPort.listen()
        let start = """
            ami: {host: 127.0.0.1, port: \(player.port), username: bridge, secret: s3cr3t-w0rd}
            mqtt: {broker: "tcp://127.0.0.1:\(broker.port)"}

            """
        var (code, text) = try await check(
            start + """
                store: {folder: \(folder.file("file"))/store}
                http: {listen: "127.0.0.1:\(taken.port)"}
                """)
        #expect(code == 1)
        for line in [
            "Store in \(folder.file("file"))/store: \(folder.file("file")) is not a folder",
            "HTTP port 127.0.0.1:\(taken.port): not available",
            "at asterisk/bridge/check; allow this user to write and read there",
        ] { #expect(text.contains(line), "\(text)") }
        close(taken.socket)

        write("topic readwrite asterisk/#\n", to: broker.folder.file("acl"))
        broker.stop()
        try await broker.start()
        (code, text) = try await check(
            start + """
                store: {folder: \(folder.path)/new/store}
                http: {listen: "127.0.0.1:\(taken.port)"}
                """)
        #expect(code == 0, "\(text)")
        for line in [
            "will be created when the daemon starts", "HTTP port 127.0.0.1:\(taken.port): free",
            "messages to asterisk/bridge/check come back", "with MQTT 5",
        ] { #expect(text.contains(line), "\(text)") }
    }

    @Test("tries the topics of the election where bridge.standby is set", arguments: [true, false])
    func standby(_ isAllowed: Bool) async throws {
        let broker = try await Mosquitto("allow_anonymous true\nacl_file {dir}/acl") {
            let rest = "topic readwrite asterisk/bridge/check\ntopic readwrite asterisk/call/#\n"
            write(isAllowed ? "topic readwrite asterisk/#\n" : rest, to: $0.file("acl"))
        }
        let player = try await Player(Recordings("busy"))
        let (code, text) = try await check(
            """
            ami: {host: 127.0.0.1, port: \(player.port), username: bridge, secret: s3cr3t-w0rd}
            mqtt: {broker: "tcp://127.0.0.1:\(broker.port)"}
            bridge: {standby: true, instance: one}
            """)
        #expect(code == (isAllowed ? 0 : 1), "\(text)")
        let topic = "asterisk/bridge/instances/check-one"
        #expect(text.contains(isAllowed ? "messages to \(topic) come back" : "at \(topic); allow this user"), "\(text)")
    }

    @Test("looks at Asterisk's clock and lists, and names trunks that fit nothing")
    func pbx() async throws {
        let broker = try await Mosquitto()
        let player = try await Player(Recordings("busy"), ["--no-once-connected"])
        let configuration = """
            ami: {host: 127.0.0.1, port: \(player.port), username: bridge, secret: s3cr3t-w0rd}
            mqtt: {broker: "tcp://127.0.0.1:\(broker.port)"}
            pbx: {trunks: ["PJSIP/21-*", "PJSIP/provder-*"]}
            """
        let (code, text) = try await check(configuration)
        #expect(code == 0, "\(text)")
        #expect(text.contains("it lists the calls in progress"))
        #expect(text.contains("pbx.trunks: \"PJSIP/provder-*\" matches no channel or device"))
        #expect(!text.contains("PJSIP/21-*") && !text.contains("its clock is"), "\(text)")
        #expect(text.contains("with MQTT 5"))
    }

    @Test("takes a port that the running bridge has for well")
    func running() async throws {
        let broker = try await Mosquitto()
        let player = try await Player(Recordings("busy"))
        let web = LoopbackPort.free()
        let configuration =
            RunningDaemon.configuration(
                ami: ["port: \(player.port)", "secret: s3cr3t-w0rd"], mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"])
            + "\nhttp: {listen: \"127.0.0.1:\(web)\"}\n"
        let daemon = try RunningDaemon(configuration: configuration)
        try await daemon.says("listening for HTTP")
        let (code, text) = try await check(configuration)
        #expect(code == 0, "\(text)")
        #expect(text.contains("in use by a running daemon"))
        #expect(try await daemon.stop() == 0)
    }
}
