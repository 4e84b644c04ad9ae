import AMI
import Testing

@testable import wiretap

@Suite("Splitting a session into calls")
struct SessionSplitterTests {
    private func channel(_ event: String, _ name: String, _ id: String, _ linkedid: String, _ more: String...) -> String
    {
        let lines = ["Event: \(event)", "Channel: \(name)", "Uniqueid: \(id)", "Linkedid: \(linkedid)"] + more
        return lines.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    private func split(_ text: String) -> (preamble: String, calls: [String: String], rest: String) {
        let bytes = Array(text.utf8)
        let session = SessionSplitter(bytes.span.bytes)
        func joined(_ pieces: [CapturePiece]) -> String { pieces.map { bytes.span.bytes.text($0.range) }.joined() }
        var calls: [String: String] = [:]
        for call in session.calls { calls[Captures.text(call.linkedid)] = joined(call.pieces) }
        return (joined(session.preamble), calls, joined(session.rest))
    }

    private static let login = "Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nMessage: x\r\n\r\n"

    @Test("Each recorded call is one file, and together with the rest nothing is lost", arguments: Captures.names)
    func oneCall(name: String) throws {
        let bytes = try Captures.bytes(name)
        let session = SessionSplitter(bytes.span.bytes)
        #expect(session.calls.count == 1)
        #expect(session.preamble.count == 4)
        let pieces = session.preamble + session.rest + session.calls.flatMap(\.pieces)
        #expect(pieces.reduce(0) { $0 + $1.range.count } == bytes.count)
    }

    @Test("Two calls at once become two, each with the session's login in front of it")
    func interleaved() {
        let (preamble, calls, rest) = split(
            Self.login + channel("Newchannel", "A-00000001", "1.1", "1.1")
                + channel("Newchannel", "B-00000002", "1.2", "1.2")
                + Captures.message("Event: DeviceStateChange", "Device: A")
                + channel("Hangup", "A-00000001", "1.1", "1.1")
                + channel("Hangup", "B-00000002", "1.2", "1.2"))
        #expect(preamble == Self.login)
        #expect(
            calls == [
                "1.1": channel("Newchannel", "A-00000001", "1.1", "1.1")
                    + channel("Hangup", "A-00000001", "1.1", "1.1"),
                "1.2": channel("Newchannel", "B-00000002", "1.2", "1.2")
                    + channel("Hangup", "B-00000002", "1.2", "1.2"),
            ])
        #expect(rest == Captures.message("Event: DeviceStateChange", "Device: A"))
    }

    @Test("A channel that changes its Linkedid makes both calls one")
    func merged() {
        let (_, calls, _) = split(
            channel("Newchannel", "A-00000001", "1.1", "1.1") + channel("Newchannel", "B-00000002", "1.2", "1.2")
                + channel("Newstate", "B-00000002", "1.2", "1.1"))
        #expect(Array(calls.keys) == ["1.1"])
    }

    @Test("Calls named in one message are one")
    func transfer() {
        let (_, calls, _) = split(
            channel("Newchannel", "A-00000001", "1.1", "1.1") + channel("Newchannel", "B-00000002", "1.2", "1.2")
                + Captures.message(
                    "Event: AttendedTransfer", "OrigTransfererLinkedid: 1.1", "SecondTransfererLinkedid: 1.2"))
        #expect(Array(calls.keys) == ["1.1"])
    }

    @Test("A bridge and a channel's name find their call, also before it says which it is")
    func bridgesAndNames() {
        let bridge = Captures.message("Event: BridgeCreate", "BridgeUniqueid: b")
        let early = Captures.message("Event: TestEvent", "Channel: A-00000001")
        let late = Captures.message("Event: BridgeDestroy", "BridgeUniqueid: b")
        let (_, calls, rest) = split(
            early + channel("Newchannel", "A-00000001", "1.1", "1.1") + bridge
                + channel("BridgeEnter", "A-00000001", "1.1", "1.1", "BridgeUniqueid: b") + late)
        #expect(rest.isEmpty)
        #expect(calls["1.1"]?.hasPrefix(early) == true)
        #expect(calls["1.1"]?.contains(bridge) == true)
        #expect(calls["1.1"]?.hasSuffix(late) == true)
    }

    @Test(
        "No Linkedid makes a file name that leaves the folder",
        arguments: [
            ("1795524468.880", "1795524468.880.raw"), ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd.raw"),
            ("", "%.raw"), ("a\u{0}b", "a%00b.raw"), (".hidden", "%2Ehidden.raw"), ("a%b", "a%25b.raw"),
            ("-rf", "-rf.raw"), ("pbx-1.2", "pbx-1.2.raw"),
        ])
    func fileNames(linkedid: String, expected: String) {
        #expect(SessionSplitter.fileName(linkedid: Array(linkedid.utf8)) == expected)
    }

    @Test("Long Linkedids stay apart though their names are cut")
    func longNames() {
        let one = SessionSplitter.fileName(linkedid: Array(String(repeating: "a", count: 5000).utf8))
        let other = SessionSplitter.fileName(linkedid: Array((String(repeating: "a", count: 4999) + "b").utf8))
        #expect(one != other)
        #expect(one.utf8.count < 200)
    }

    @Test("Files and arrival times are written, and not over what is there")
    func files() throws {
        let folder = TemporaryFolder()
        let out = TemporaryFolder()
        let one = channel("Newchannel", "A-00000001", "1.1", "1.1")
        let two = channel("Newchannel", "B-00000002", "1.2", "1.2")
        try folder.write("s.raw", Array((Self.login + one + two).utf8))
        try folder.write(
            "s.raw.times", Array("0 10\n\(Self.login.utf8.count) 20\n\((Self.login + one).utf8.count) 30\n".utf8))
        let summary = try SessionFiles.split("\(folder.path)/s.raw", into: out.path, keepsRest: true, overwrite: false)
        #expect(summary == .init(calls: ["1.1.raw", "1.2.raw"], restMessages: 0))
        #expect(try Captures.text(out.read("1.2.raw")) == Self.login + two)
        let times = try ArrivalTimes(file: "\(out.path)/1.2.raw.times")
        #expect(times.microseconds(ofByteAt: Self.login.utf8.count) == 30)
        #expect {
            try SessionFiles.split("\(folder.path)/s.raw", into: out.path, keepsRest: true, overwrite: false)
        } throws: {
            ($0 as? Failure)?.code == 73
        }
    }
}
