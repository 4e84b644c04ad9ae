import AMI
import Correlator
import Testing

@Suite("A header is found wherever it stands")
struct HeaderOrderTests {
    private static let headers = [
        "Privilege: call,all", "Channel: PJSIP/21-00000001", "ChannelState: 5", "ChannelStateDesc: Ring",
        "CallerIDNum: 21", "CallerIDName: Anna", "ConnectedLineNum: <unknown>", "Exten: 22", "Priority: 1",
    ]

    private func told(_ events: [String]) -> [String] {
        var correlator = Correlator(tables: .calls)
        correlator.arrival = Timestamp(microseconds: 1_770_888_509_000_000)
        var decoder = AMIDecoder()
        let bytes = Array(events.joined().utf8)
        decoder.decode(bytes.span.bytes, into: &correlator)
        return correlator.takeEvents().map { "\($0.topic) \(String(decoding: $0.payload, as: UTF8.self))" }
    }

    private func call(_ id: String, _ lines: [String]) -> [String] {
        ["Newchannel", "Hangup"].map { event in
            "Event: \(event)\r\n" + lines.map { $0.replacing("#", with: id) + "\r\n" }.joined() + "\r\n"
        }
    }

    /// Some lines can't be expected at all: they are too long, too short, or no header.
    @Test(
        "What stood in the event before does not matter",
        arguments: [
            Self.headers, Self.headers.reversed(), Self.headers + ["Cause: 16"], ["Cause: 16"] + Self.headers,
            Self.headers.map { $0.replacing(": ", with: ":") }, ["", "no header", ": nothing", "a:"] + Self.headers,
            ["X-\(String(repeating: "long", count: 20)): 1"] + Self.headers,
            Self.headers.flatMap { [$0, "Another\($0)", String($0.dropFirst())] },
            (0..<100).map { "Variable: \($0)" } + Self.headers,
        ])
    func order(_ before: [String]) {
        let plain = Self.headers + ["Uniqueid: #", "Linkedid: #"]
        let wanted = told(call("1.2", plain))
        #expect(wanted.count == 1 && wanted[0].contains(#""from":{"extension":"21","name":"Anna"}"#))
        // The blank line would end the event.
        let other = before.filter { !$0.isEmpty } + ["Uniqueid:#", "Linkedid: #"]
        #expect(told(call("1.1", other) + call("1.2", plain)).last == wanted[0])
        #expect(
            told(call("1.1", plain) + call("1.2", other)).last?.contains(#""from":{"extension":"21","name":"Anna"}"#)
                == true)
    }

    @Test("Of a header that is repeated, the first counts; what is not UTF-8 is repaired, and nothing else")
    func values() {
        let lines =
            ["CallerIDName: Kü\u{301}che", "CallerIDName: other"] + Self.headers + ["Uniqueid: #", "Linkedid: #"]
        #expect(told(call("1.1", lines)).first?.contains(#""name":"Kü\#u{301}che""#) == true)
        var correlator = Correlator(tables: .calls)
        var decoder = AMIDecoder()
        for event in call("1.1", lines) {
            var bytes = Array(event.utf8)
            for place in bytes.indices where bytes[place] == 0xC3 { bytes[place] = 0xFF }
            decoder.decode(bytes.span.bytes, into: &correlator)
        }
        let payload = correlator.takeEvents().first.map { String(decoding: $0.payload, as: UTF8.self) }
        #expect(payload?.contains(#""name":"K\#u{FFFD}"#) == true)
    }
}
