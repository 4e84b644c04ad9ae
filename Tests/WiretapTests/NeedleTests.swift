import Foundation
import TestSupport
import Testing

@testable import wiretap

/// Something that must not get out of the house, as it stands in a value, and what nobody may read any more.
struct Needle: CustomTestStringConvertible, Sendable {
    let text: String
    let secrets: [String]

    var testDescription: String { text }

    init(_ text: String, _ secrets: String...) { (self.text, self.secrets) = (text, secrets) }

    static let all = [
        Needle("212-867-5309", "867-5309", "8675309"),
        Needle("212.867.5309", "867.5309", "8675309"),
        Needle("1-212-867-5309", "867-5309", "8675309"),
        Needle("(212) 867-5309", "867-5309", "8675309"),
        Needle("01 23 45 67 89", "23 45", "0123456789"),
        Needle("+49 30 1234567", "1234567"),
        Needle("+49 (0)30/123-4567", "123-4567", "1234567"),
        Needle("004930123456", "30123456"),
        Needle("4930123456789", "30123456"),
        Needle("DE4930123456", "30123456"),
        Needle("Tel:212-867-5309", "867-5309"),
        Needle("4111 1111 1111 1111", "1111 1111"),
        Needle("10.9.8.7", "10.9.8.7"),
        Needle("10.9.8.7:5060", "10.9.8.7"),
        Needle("2a02:908::1:2", "2a02:908"),
        Needle("[2a02:908::1]:5060", "2a02:908"),
        Needle("00:15:65:ab:cd:ef", "65:ab:cd"),
        Needle("00-15-65-AB-CD-EF", "65-AB-CD"),
        Needle("001565abcdef", "65abcd"),
        Needle("SEP001565ABCDEF", "65ABCD"),
        Needle("0015.65ab.cdef", "65ab"),
        Needle("7f8a9b@10.9.8.7", "10.9.8.7"),
        Needle("sip:zebulon@pbx.firma.de:5061", "zebulon", "firma"),
        Needle("zebulon@firma.de", "zebulon", "firma"),
        Needle("www.firma.de", "firma"),
        Needle(
            "https://zebulon:t0psecret@www.firma.de/x?token=t0ken123&user=zebulon", "zebulon", "t0psecret", "firma",
            "t0ken"),
        Needle("http://pbx17/x", "pbx17"),
        Needle("Authorization: Bearer t0psecret.x-1", "t0psecret"),
        Needle("Bearer t0psecret.x-1", "t0psecret"),
        Needle("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.t0psecret", "t0psecret"),
        Needle(
            #"Digest username="zebulon", realm="firma", nonce="n0nce123", response="0123456789abcdef0123456789abcdef""#,
            "zebulon", "firma", "n0nce", "0123456789abcdef"),
        Needle("Cookie: sid=t0psecret; theme=t0ken123", "t0psecret", "t0ken"),
        Needle("USERPIN=4711", "4711"),
        Needle("password=t0psecret", "t0psecret"),
        Needle(#"{"user": "zebulon", "displayName": "Zebulon Q", "pin": "4711"}"#, "zebulon", "Zebulon", "4711"),
        Needle("Zebulon Quackenbush", "Zebulon", "Quackenbush"),
        Needle("ZEBULON QUACKENBUSH", "ZEBULON", "QUACKENBUSH"),
        Needle("Zoë van der Nowak-Żółć", "Zoë", "Nowak", "Żółć"),
        Needle("山田 太郎", "山田", "太郎"),
        Needle("Quackenbush, Zebulon", "Zebulon", "Quackenbush"),
        Needle("Zebulon%20Quackenbush", "Zebulon", "Quackenbush"),
        Needle(#""Zebulon" <21>"#, "Zebulon"),
        Needle("CALLERID(name)=Zebulon", "Zebulon"),
        Needle("CALLERID(name)=Quackenbush, Zebulon", "Zebulon", "Quackenbush"),
        Needle(
            "agi_request%3A%20x%0Aagi_calleridname%3A%20Zebulon%0Aagi_callerid%3A%202128675309%0A", "Zebulon", "8675309"
        ),
    ]
}

@Suite("Needles in every header that Asterisk has")
struct NeedleTests {
    private struct Documentation: Decodable {
        struct Event: Decodable { let headers: [String] }
        let common: [String]
        let events: [String: Event]
    }

    /// Each header once, with an event that has it.
    private static let headers: [(event: String, header: String)] = {
        let file = Data(read(file: Checkout.file("Sources/CallSpec/ami-events.json")).utf8)
        guard let documentation = try? JSONDecoder().decode(Documentation.self, from: file) else { return [] }
        var events: [String: String] = [:]
        for header in documentation.common { events[header] = "Newchannel" }
        for (name, event) in documentation.events {
            for header in event.headers { events[header] = min(events[header] ?? name, name) }
        }
        return events.map { (event: $1, header: $0) }.sorted { $0.header < $1.header }
    }()

    /// What a message becomes in a capture of its own, in which nothing else gives anything away.
    private func sanitized(_ event: String, _ header: String, _ value: String) -> String {
        var sanitizer = Sanitizer()
        let text =
            header == "Event"
            ? Captures.message("Event: \(value)") : Captures.message("Event: \(event)", "\(header): \(value)")
        return Captures.text(sanitizer.sanitized(Array(text.utf8)))
    }

    @Test("A needle is found wherever it stands, in an event of Asterisk's", arguments: Needle.all)
    func documented(_ needle: Needle) {
        #expect(Self.headers.count > 700)
        for (event, header) in Self.headers {
            for value in [needle.text, "see \(needle.text)"] where value == needle.text || header.count % 4 == 0 {
                let text = sanitized(event, header, value)
                for secret in needle.secrets where text.contains(secret) {
                    Issue.record("\(event), \(header): \(value) became \(text)")
                }
            }
        }
    }

    @Test("… and in an event of a dialplan's, where a header of Asterisk's promises nothing", arguments: Needle.all)
    func userEvents(_ needle: Needle) {
        for (_, header) in Self.headers {
            let text = sanitized("UserEvent", header, needle.text)
            for secret in needle.secrets where text.contains(secret) {
                Issue.record("\(header): \(needle.text) became \(text)")
            }
        }
    }

    @Test("A number in an event of a dialplan's is a number, whatever the header is called")
    func numbersOfUserEvents() {
        for (_, header) in Self.headers where !["ChannelState", "Timestamp"].contains(where: { header.hasSuffix($0) }) {
            let text = sanitized("UserEvent", header, "8675309")
            #expect(!text.contains("8675309"), "\(header)")
        }
    }

    @Test(
        "A needle is found in variables, arguments, answers and lines without a header",
        arguments: Needle.all,
        [
            "Event: VarSet\r\nVariable: NOTE\r\nValue: @", "Event: Newexten\r\nApplication: NoOp\r\nAppData: @",
            "Event: Newexten\r\nApplication: Set\r\nAppData: NOTE=@", "Event: X\r\nChanVariable: NOTE=@",
            "Event: X\r\nChanVariable(PJSIP/21-00000012): NOTE=@", "Response: Success\r\nOutput: @",
            "Response: Follows\r\n@", "Response: Error\r\nMessage: @", "Action: Originate\r\nVariable: @",
        ])
    func texts(_ needle: Needle, _ form: String) {
        var sanitizer = Sanitizer()
        let text = form.replacing("@", with: needle.text) + "\r\n\r\n"
        let clean = Captures.text(sanitizer.sanitized(Array(text.utf8)))
        for secret in needle.secrets { #expect(!clean.contains(secret)) }
        var second = Sanitizer()
        #expect(Captures.text(second.sanitized(Array(clean.utf8))) == clean)
    }

    @Test("What Asterisk writes of itself stays, so that a replay has it")
    func plain() {
        for line in [
            "Cause-txt: Normal Clearing", "Cause-txt: Answered elsewhere",
            "CID-CallingPres: 0 (Presentation Allowed, Not Screened)",
            "AppData: (Outgoing Line)", "Status: Fully Booted", "Uniqueid: 1795524468.880", "SSRC: 0x4d2f6a10",
            "Report0LSR: 3892379123", "SentNTP: 1795524468.123456", "LoginTime: 1795524468", "Wait: 123456",
            "Channel: PJSIP/21-0000037c", "Channel: SIP/21-00000371",
            "BridgeUniqueid: c221a441-1111-4222-8333-993344448571",
            "EventTV: 2026-11-24T12:50:30.950+0000", "StartTime: 2026-11-24 12:50:30", "SessionID: 0x7f09dc012040",
            "Queue: support", "Context: from-trunk", "Device: PJSIP/21", "State: NOT_INUSE", "Module: app_dial.so",
            "Value: vm-intro.gsm", "Value: [C-0000019a]", "Value: a1b2c3d4e5f60718293a4b5c6d7e8f90",
            "Privilege: call,all",
        ] {
            let (header, value) = (line.prefix { $0 != ":" }, line.drop { $0 != ":" }.dropFirst(2))
            #expect(sanitized("X", String(header), String(value)) == "Event: X\r\n\(line)\r\n\r\n")
        }
    }

    @Test("The name of the PBX goes from before its ids too, and stays one name")
    func systemName() {
        var sanitizer = Sanitizer()
        let text = Captures.message("Event: X", "SystemName: zebpbx", "Uniqueid: zebpbx-1795524468.880")
        #expect(
            Captures.text(sanitizer.sanitized(Array(text.utf8)))
                == Captures.message(
                    "Event: X", "SystemName: host1.example.org", "Uniqueid: host1.example.org-1795524468.880"))
    }

    @Test("What is left and looks like a name is told, with where it is and how often")
    func leftovers() {
        var sanitizer = Sanitizer()
        let text =
            Captures.message(
                "Event: Newexten", "Channel: PJSIP/zebulon-00000012", "Application: NoOp", "AppData: Ask Quackenbush",
                "CallerIDName: Martin", "Context: from-trunk")
            + Captures.message("Event: X", "Value: Quackenbush Answered")
        _ = sanitizer.sanitized(Array(text.utf8))
        #expect(
            sanitizer.leftovers.all == [
                .init(text: "Quackenbush", count: 2, header: "AppData"),
                .init(text: "zebulon", count: 1, header: "Channel"),
            ])
    }
}
