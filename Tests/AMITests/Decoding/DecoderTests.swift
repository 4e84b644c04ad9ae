import AMI
import TestSupport
import Testing

@Suite("The decoder")
struct DecoderTests {
    @Test("Lines may end in CR LF, in LF, or in a mix", arguments: ["\r\n", "\n", "mixed"])
    func lineEnds(end: String) {
        let lines = ["Event: Hangup", "Channel: PJSIP/21-1", "", "Event: Newstate", "ChannelState: 5", ""]
        let text = lines.enumerated().map { $1 + (end == "mixed" ? ["\n", "\r\n"][$0 % 2] : end) }.joined()
        let result = decode(text)
        #expect(
            result.messages.map(\.pairs) == [
                ["Event=Hangup", "Channel=PJSIP/21-1"], ["Event=Newstate", "ChannelState=5"],
            ])
        #expect(result.counters.messages == 2)
    }

    struct Line: Sendable {
        var line: String
        var headers: [String]
    }

    @Test(
        "A line gives its header, whatever the value",
        arguments: [
            Line(line: "Value: a: b:c", headers: ["Value=a: b:c"]),
            Line(line: "Value:", headers: ["Value="]),
            Line(line: "Value: ", headers: ["Value="]),
            Line(line: "Value:x", headers: ["Value=x"]),
            Line(line: "Value:   x ", headers: ["Value=  x "]),
            Line(line: "Value: x\r", headers: ["Value=x\r"]),
            Line(line: "no header", headers: []),
            Line(line: ": no name", headers: []),
            Line(line: "A: 1\r\nA: 2\r\nA: 1", headers: ["A=1", "A=2", "A=1"]),
        ])
    func headers(line: Line) {
        let result = decode("Event: VarSet\r\n\(line.line)\r\n\r\n")
        #expect(result.messages.map(\.pairs) == [["Event=VarSet"] + line.headers])
    }

    @Test("The banner is a message of its own, at the start and between sessions")
    func banner() {
        let result = decode(
            "Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n\r\nAsterisk Call Manager/5.0.4\r\n\r\nEvent: A\r\n\r\n"
        )
        #expect(result.messages.map(\.kind) == [.banner, .response, .banner, .event])
        #expect(
            result.messages.map { String(decoding: $0.name, as: UTF8.self) } == ["11.0.0", "Success", "5.0.4", "A"])
    }

    @Test("The banner is delivered before anything follows it")
    func bannerAtOnce() {
        var decoder = AMIDecoder()
        var sink = RecordingSink()
        decoder.decode(Array("Asterisk Call Manager/11.0.0\r\n".utf8).span.bytes, into: &sink)
        #expect(sink.messages.count == 1)
    }

    @Test(
        "Command output reads the same from old and new versions",
        arguments: [
            "Response: Success\r\nActionID: 7\r\nMessage: Command output follows\r\nOutput: a: 1\r\nOutput: \r\nOutput: b\r\n\r\n",
            "Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\na: 1\n\nb\n--END COMMAND--\r\n\r\n",
            "Response: Follows\r\nActionID: 7\r\na: 1\n\nb--END COMMAND--\r\n\r\n",
        ])
    func commandOutput(text: String) {
        let result = decode(text + "Event: A\r\n\r\n")
        #expect(result.messages.count == 2)
        #expect(
            result.messages.first?.pairs.filter { $0.hasPrefix("Output") } == ["Output=a: 1", "Output=", "Output=b"])
        #expect(result.messages.first?.pairs.contains("ActionID=7") == true)
    }

    @Test("Only wanted events are delivered, and all the rest is")
    func wanted() {
        let bytes = Array("Event: A\n\nEvent: B\n\nResponse: Error\n\nAction: Ping\n\nEvent: AB\n\n".utf8)
        let result = decode(bytes, wanting: ["B"])
        #expect(result.messages.map { String(decoding: $0.name, as: UTF8.self) } == ["B", "Error", "Ping"])
        #expect(result.messages.map(\.kind) == [.event, .response, .other])
        #expect(result.counters.skipped == 2)
    }

    @Test("Bytes that are no UTF-8 pass as they are, and become U+FFFD in text")
    func invalidUTF8() throws {
        let bytes = Array("Event: A\r\nName: M".utf8) + [0xFC, 0xFF] + Array("r\r\n\r\n".utf8)
        let message = try #require(decode(bytes).messages.first)
        #expect(message.headers[1][1] == [0x4D, 0xFC, 0xFF, 0x72])
        let name = message.headers[1][1]
        let text = String(repairing: name.span.bytes)
        #expect(text == "M\u{FFFD}\u{FFFD}r")
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var counters: AMIDecoderCounters
        var testDescription: String { name }
    }

    static let faults: [Fault] = {
        func counted(_ change: (inout AMIDecoderCounters) -> Void) -> AMIDecoderCounters {
            var counters = AMIDecoderCounters()
            counters.messages = 1
            change(&counters)
            return counters
        }
        return [
            Fault(name: "no header", text: "rubbish\r\n\r\n", counters: counted { $0.malformed = 1 }),
            Fault(name: "no name", text: "Event: \r\nA: b\r\n\r\n", counters: counted { $0.malformed = 1 }),
            Fault(
                name: "a line over the bound", text: "Event: X\r\nA: \(String(repeating: "b", count: 38))\r\n\r\n",
                counters: counted { $0.oversized = 1 }),
            Fault(
                name: "a line at the bound", text: "Event: X\r\nA: \(String(repeating: "b", count: 37))\r\n\r\n",
                counters: counted { $0.messages = 2 }),
            Fault(
                name: "a message over the bound",
                text: "Event: X\r\n" + String(repeating: "A: b\r\n", count: 16) + "\r\n",
                counters: counted { $0.oversized = 1 }),
            Fault(
                name: "a message at the bound",
                text: "Event: X\r\n" + String(repeating: "A: b\r\n", count: 15) + "\r\n",
                counters: counted { $0.messages = 2 }),
            Fault(
                name: "command output without its end",
                text: "Response: Follows\r\nx\n\n" + String(repeating: "x\n", count: 90) + "\n",
                counters: counted { $0.oversized = 1 }),
        ]
    }()

    @Test("A fault is counted, and the next message is delivered", arguments: faults)
    func faultIsSkipped(fault: Fault) {
        let limits = AMIDecoderLimits(maxLine: 40, maxMessage: 100)
        let result = decode(fault.text + "Event: Hangup\r\n\r\n", limits: limits)
        var expected = fault.counters
        expected.bytes = UInt64(fault.text.utf8.count + 17)
        #expect(result.counters == expected)
        #expect(result.messages.last?.pairs == ["Event=Hangup"])
    }

    @Test("A message bound tighter than the line bound holds for the banner, too")
    func tightMessageBound() {
        let banner = "Asterisk Call Manager/11.0.0\n"
        let limits = AMIDecoderLimits(maxLine: 100, maxMessage: banner.utf8.count - 1)
        let result = decode(banner + "Event: A\n\n", limits: limits)
        #expect(result.messages.map(\.pairs) == [["Event=A"]])
        #expect(result.counters.oversized == 1)
    }

    @Test("A message with no end is held up to the bound and no further")
    func endless() {
        let limits = AMIDecoderLimits(maxLine: 1000, maxMessage: 5000)
        let bytes = [UInt8](repeating: 0x41, count: 100_000)
        let result = decode(bytes, cutAt: Array(stride(from: 0, to: bytes.count, by: 700)), limits: limits)
        #expect(result.mostHeld <= 5001)
        #expect(result.counters.oversized == 1)
        #expect(result.messages.isEmpty)
    }

    @Test("What the stream ends in the middle of is counted and not delivered, and the decoder is as new")
    func unfinished() {
        var decoder = AMIDecoder()
        var sink = RecordingSink()
        decoder.decode(Array("Event: A\r\n\r\nEvent: B\r\n".utf8).span.bytes, into: &sink)
        decoder.finish()
        decoder.decode(Array("Event: C\r\n\r\n".utf8).span.bytes, into: &sink)
        decoder.finish()
        #expect(sink.messages.map(\.pairs) == [["Event=A"], ["Event=C"]])
        #expect(decoder.counters.incomplete == 1)
    }

    @Test("The first header of a name is found in any case")
    func value() {
        struct Sink: AMIMessageSink {
            var values: [String?] = []
            func wants(event name: RawSpan) -> Bool { true }
            mutating func receive(_ message: borrowing AMIMessage) {
                for name: StaticString in ["uniqueid", "Variable", "None"] {
                    if let value = message.value(of: name) {
                        values.append(String(repairing: value))
                    } else {
                        values.append(nil)
                    }
                }
            }
        }
        var decoder = AMIDecoder()
        var sink = Sink()
        decoder.decode(Array("Event: A\nUniqueid: 1.2\nVariable: x\nVariable: y\n\n".utf8).span.bytes, into: &sink)
        #expect(sink.values == ["1.2", "x", nil])
    }

    @Test(
        "A number is read whole or not at all",
        arguments: [
            ("0", 0), ("-12", -12), ("127", 127), ("", nil), ("-", nil), ("12a", nil), (" 1", nil),
            ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("9223372036854775808", nil),
        ] as [(String, Int?)])
    func integers(text: String, value: Int?) {
        let bytes = Array(text.utf8)
        let read: Int? = bytes.span.bytes.integer()
        #expect(read == value)
    }

    @Test(
        "A number that its type can't hold is none",
        arguments: [("255", 255), ("256", nil), ("-1", nil)] as [(String, UInt8?)])
    func narrowIntegers(text: String, value: UInt8?) {
        let bytes = Array(text.utf8)
        let read = bytes.span.bytes.integer(as: UInt8.self)
        #expect(read == value)
    }
}
