import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The log", .serialized, .timeLimit(.minutes(5)))
struct LogTests {
    /// The log of a daemon that connected, had its PBX refuse it and was stopped, with its standard error as the journal's
    /// stream.
    private func log(_ format: String, isJournal: Bool) async throws -> [String] {
        let folder = TemporaryDirectory()
        let output = try folder.write("", to: "log")
        var status = stat()
        stat(output, &status)
        let broker = try await Mosquitto()
        write(
            RunningDaemon.configuration(
                ami: ["port: \(LoopbackPort.free())", "secret: s3cr3t-w0rd"],
                mqtt: ["broker: tcp://127.0.0.1:\(broker.port)"]) + "  format: \(format)\n",
            to: folder.file("asterisk-mqtt.yaml"))
        let stream = isJournal ? "\(status.st_dev):\(status.st_ino)" : "1:2"
        let daemon = try ChildProcess(
            "/usr/bin/env",
            [
                "JOURNAL_STREAM=\(stream)", Program.path("asterisk-mqtt"), "run", "--config",
                folder.file("asterisk-mqtt.yaml"),
            ], output: output)
        try await eventually("it connects: \(daemon.text)") {
            daemon.text.contains("Connected to") && daemon.text.contains("no connection to Asterisk")
        }
        daemon.signal(SIGTERM)
        #expect(try await daemon.wait() == 0)
        return daemon.lines()
    }

    @Test("In the journal, each line has its severity and no time")
    func journal() async throws {
        let lines = try await log("text", isJournal: true)
        #expect(lines.contains { $0.hasPrefix("<5>Connected to mqtt://") })
        #expect(lines.contains { $0.hasPrefix("<4>no connection to Asterisk: ") })
        #expect(lines.contains("<6>stopped"))
        #expect(lines.allSatisfy { $0.wholeMatch(of: /<[2-7]>[^<].*/) != nil }, "\(lines)")
    }

    @Test("Elsewhere, each line has its time and level, whatever stream the journal has")
    func text() async throws {
        let lines = try await log("text", isJournal: false)
        #expect(
            lines.allSatisfy {
                $0.wholeMatch(of: /2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|notice|warning|error): .*/)
                    != nil
            }, "\(lines)")
        #expect(lines.contains { $0.hasSuffix("Z info: stopped") })
    }

    /// It has a warning of the configuration, too: its file can be read by everybody.
    @Test("As JSON, each line is an object, with its severity before it in the journal", arguments: [true, false])
    func json(_ isJournal: Bool) async throws {
        for line in try await log("json", isJournal: isJournal) {
            #expect(line.hasPrefix("<") == isJournal)
            let text = line.drop { $0 != "{" }
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String])
            #expect(object["level"] != nil && object["message"] != nil)
            #expect(object["time"]?.wholeMatch(of: /2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        }
    }
}
