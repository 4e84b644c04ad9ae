import TestSupport
import Testing

@testable import wiretap

@Suite("Sanitising")
struct SanitizerTests {
    /// One header through a sanitiser of its own.
    private func scrubbed(_ header: String) -> String {
        var sanitizer = Sanitizer()
        let out = sanitizer.sanitized(Array("Event: X\r\n\(header)\r\n\r\n".utf8))
        // By bytes: to Swift's strings a line end is one character.
        return String(decoding: out.dropFirst("Event: X\r\n".utf8.count).dropLast(4), as: UTF8.self)
    }

    @Test(
        "What is personal or secret becomes a stand-in",
        arguments: [
            ("RemoteAddress: IPV4/TCP/10.1.2.3/15060", "RemoteAddress: IPV4/TCP/192.0.2.1/15060"),
            ("RemoteAddress: IPV6/TLS/fe80::1:2/5061", "RemoteAddress: IPV6/TLS/2001:db8::1/5061"),
            ("Contact: sip:21@192.168.1.5:5060;ob", "Contact: sip:21@192.0.2.1:5060;ob"),
            ("Contact: <sip:martin@[2a02:908::1]:5060>", "Contact: <sip:Person-1@[2001:db8::1]:5060>"),
            ("Value: c=IN IP4 81.2.69.142", "Value: c=IN IP4 192.0.2.1"),
            ("CallerIDNum: +4930123456", "CallerIDNum: +12015550100"),
            ("CallerIDNum: 004930123456", "CallerIDNum: 0012015550100"),
            ("CallerIDNum: 030123456", "CallerIDNum: 02015550100"),
            ("Value: +49 (30) 123-456, please", "Value: +12015550100, please"),
            ("Channel: PJSIP/+4930123456-0000037c", "Channel: PJSIP/+12015550100-0000037c"),
            (
                "Channel: Local/0301234567@from-internal-00000012;2",
                "Channel: Local/02015550100@from-internal-00000012;2"
            ),
            ("AppData: PJSIP/0301234567@provider,60,t", "AppData: PJSIP/02015550100@provider,60,t"),
            ("Exten: 0301234567", "Exten: 02015550100"),
            ("CallerIDName: Martin Miller", "CallerIDName: Person 1"),
            ("DestConnectedLineName: 0301234567", "DestConnectedLineName: 02015550100"),
            ("Value: \"Martin\" <030123456>", "Value: \"Person 1\" <02015550100>"),
            ("Value: sips:alice:hush@pbx.firma.de:5061", "Value: sips:Person-1:redacted-1@host1.example.org:5061"),
            ("Value: sip:pbx.firma.de:15061", "Value: sip:host1.example.org:15061"),
            ("Email: martin@firma.de", "Email: Person-1@host1.example.org"),
            ("UserAgent: snomD785/10.1 000413ABCDEF", "UserAgent: ExampleUA/1"),
            ("Secret: hush", "Secret: redacted-1"),
            ("ReceivedChallenge: 1234", "ReceivedChallenge: redacted-1"),
            ("Response: 0f3a", "Response: redacted-1"),
            ("AppData: MYPASSWORD=hush,1", "AppData: MYPASSWORD=redacted-1"),
            (
                "Value: a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCsp|2",
                "Value: a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:redacted-1|2"
            ),
            ("Value: call 030 555-9992, or (555) 123-4567", "Value: call 02015550100, or 2015550101"),
            ("Value: (030) 5559992 is his", "Value: 02015550100 is his"),
            ("Value: mac=00:15:65:ab:CD:ef;x", "Value: mac=00:00:5e:00:53:00;x"),
            ("Value: 00-15-65-AB-CD-EF", "Value: 00-00-5e-00-53-00"),
            (#"Value: {"user":"x","password": "a b,c"}"#, #"Value: {"user":"x","password": "redacted-1"}"#),
            ("Value: api_key: hush then", "Value: api_key: redacted-1 then"),
            ("Digit: 7", "Digit: 0"),
            ("ChanVariable(PJSIP/030123456-00000001): X=1", "ChanVariable(PJSIP/02015550100-00000001): X=1"),
        ])
    func replaces(header: String, expected: String) { #expect(scrubbed(header) == expected) }

    @Test(
        "What tells nothing of anybody stays",
        arguments: [
            "Uniqueid: 1795524468.880", "Timestamp: 1795524468.875561", "Channel: PJSIP/21-00000371",
            "Channel: PJSIP/peer-12345678", "BridgeUniqueid: c221a441-1111-4222-8333-993344448571",
            "Response: Failure", "CallerIDNum: 1986", "CallerIDName: <unknown>", "CallerIDName: Anonymous",
            "CallerIDNum: ",
            "Value: 127.0.0.1", "Value: ::1", "LocalAddress: IPV4/TCP/127.0.0.1/15038", "AppData: from-internal,7777,1",
            "Contact: 21@@0e786b1fc506e15a97df1e15975cfd85", "SessionID: 0x7ff67c054b30", "CallID: [C-00000191]",
            "EventTV: 2026-11-24T12:50:30.950+0000", "Value: minrtt=000.000000;", "Context: from-internal",
            "Value: on 01.02.2026 at 08:30", "Value: 09:00-17:00|mon-fri|*|*", "Value: 2026-11-24 10:30:12",
            "Value: 0/1/2", "Value: (0,1)", "Value: IF(1)(2)",
        ])
    func keeps(header: String) { #expect(scrubbed(header) == header) }

    @Test(
        "A party's number is replaced however it is grouped",
        arguments: [
            "CallerIDNum: (030) 555 9992", "Exten: 030-555-9992", "ConnectedLineNum: 0305/559992",
            "DestCallerIDNum: 030.555.9992", "CallerIDNum: 0305559992",
        ])
    func groupedNumbers(header: String) { #expect(scrubbed(header).hasSuffix(": 02015550100")) }

    @Test(
        "A header's name says that it holds a secret",
        arguments: ["ApiKey", "X-Token", "Trunk_Password", "ClientSecret"])
    func secretHeaders(name: String) { #expect(scrubbed("\(name): AKIAEXAMPLE") == "\(name): redacted-1") }

    @Test("A variable's name says what its value is")
    func variables() {
        func value(_ variable: String, _ value: String) -> String {
            var sanitizer = Sanitizer()
            let text = Captures.message("Event: VarSet", "Variable: \(variable)", "Value: \(value)")
            let out = Captures.messages(sanitizer.sanitized(Array(text.utf8)))
            return out[0][2].value
        }
        #expect(value("SIP_SECRET", "hush") == "redacted-1")
        #expect(value("USER_PIN", "4711") == "redacted-1")
        #expect(value("SIPDOMAIN", "pbx.firma.de") == "host1.example.org")
        #expect(value("CALLERID(name)", "Martin") == "Person 1")
        #expect(value("DIALSTATUS", "NOANSWER") == "NOANSWER")
        #expect(value("RINGTIME_MS", "120034") == "120034")
        #expect(value("RTPAUDIOQOS", "ssrc=45024705;themssrc=0") == "ssrc=45024705;themssrc=0")
        #expect(value("HASHED", "0301234567") == "02015550100")
    }

    @Test("The same thing gets the same stand-in in every file, also where the name is learned later")
    func correlates() throws {
        let early = Captures.message("Event: VarSet", "Variable: NOTE", "Value: ask Martin at +4930123456 (10.0.0.7)")
        let late = Captures.message(
            "Event: Newchannel", "CallerIDName: Martin", "CallerIDNum: 004930123456", "Value: 10.0.0.7")
        var sanitizer = Sanitizer()
        var outputs: [String] = []
        for text in [early, late] { sanitizer.learn(from: Array(text.utf8).span.bytes) }
        for text in [early, late] {
            var out: [UInt8] = []
            _ = try sanitizer.rewrite(Array(text.utf8).span.bytes) { (more) throws(Failure) in out += more }
            outputs.append(Captures.text(out))
        }
        #expect(outputs[0].contains("Value: ask Person 1 at +12015550100 (192.0.2.1)"))
        #expect(outputs[1].contains("CallerIDName: Person 1\r\nCallerIDNum: 0012015550100\r\nValue: 192.0.2.1"))
    }

    @Test("A second run changes nothing", arguments: Captures.names)
    func fixturesAreSanitised(name: String) throws {
        let bytes = try Captures.bytes(name)
        var sanitizer = Sanitizer()
        #expect(sanitizer.sanitized(bytes) == bytes)
        #expect(sanitizer.counts.isEmpty)
    }

    @Test("A second run changes nothing where the first makes a name of what was too long for one")
    func shortened() {
        var (first, second) = (Sanitizer(), Sanitizer())
        let once = first.sanitized(
            Array("Event: X\r\nPassword\(String(repeating: "1", count: 80)): <unknown> dialplan,all\r\n\r\n".utf8))
        #expect(!Captures.text(once).contains("dialplan"))
        #expect(second.sanitized(once) == once)
    }

    @Test("A second run changes nothing, whatever stands in the values")
    func idempotentOnNonsense() {
        let parts = [
            "+49", "030", "12345", "7", ".", ":", "-", "/", "@", "sip:", "martin", "Person ", "10.0.0.1", "fe80::",
            "::1",
            " ", "\"", "<", ">", ";", "=", "secret", "pbx.firma.de", "a1b2c3d4", "00000371", "555", "(", ")", "&",
            "\u{E9}",
            "2015550100", "host1.example.org", "redacted-1", "ExampleUA/1", "192.0.2.1", "2001:db8::1", "[", "]",
        ]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            var text = "CallerIDName: martin\r\n"
            for _ in 0..<3 {
                let header = ["CallerIDName", "Value", "Channel", "UserAgent", "Secret", "Host"].randomElement(
                    using: &random)!
                let value = (0..<Int.random(in: 1...7)).map { _ in parts.randomElement(using: &random)! }.joined()
                text += "\(header): \(value)\r\n"
            }
            text += "\r\n"
            var first = Sanitizer()
            var second = Sanitizer()
            let once = first.sanitized(Array(text.utf8))
            let twice = second.sanitized(once)
            if twice != once {
                Issue.record("\(text.debugDescription) became \(Captures.text(once)) and then \(Captures.text(twice))")
            }
        }
    }

    @Test("New things in a file that was sanitised before don't take the stand-ins in use")
    func reserves() {
        let text = Captures.message(
            "Event: X", "Value: 10.9.9.9", "Other: 192.0.2.1", "CallerIDName: Eve", "B: Person 1")
        var sanitizer = Sanitizer()
        let out = Captures.text(sanitizer.sanitized(Array(text.utf8)))
        #expect(out.contains("Value: 192.0.2.2\r\nOther: 192.0.2.1\r\nCallerIDName: Person 2\r\nB: Person 1"))
    }

    @Test("Line ends, the order of things and what is no UTF-8 stay")
    func structure() {
        let text =
            Array("Asterisk Call Manager/11.0.0\r\nEvent: A\nCallerIDNum: 030123456\n\n\r\nno header\r\n".utf8) + [
                0xFF, 0x0D,
            ]
        var sanitizer = Sanitizer()
        let out = sanitizer.sanitized(text)
        let expected = Array(
            "Asterisk Call Manager/11.0.0\r\nEvent: A\nCallerIDNum: 02015550100\n\n\r\nno header\r\n".utf8)
        #expect(out == expected + [0xFF, 0x0D])
    }

    @Test("No address and no number is left in the fixtures", arguments: Captures.names)
    func nothingLeft(name: String) throws {
        let ignored: Set<String> = ["Timestamp", "Uniqueid", "Linkedid", "DestUniqueid", "DestLinkedid", "SessionID"]
        for message in Captures.messages(try Captures.bytes(name)) {
            for (header, value) in message where !ignored.contains(header) {
                for match in value.matches(of: /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/) {
                    #expect(match.output == "127.0.0.1" || match.output.hasPrefix("192.0.2."), "\(header): \(value)")
                }
                if header.hasSuffix("Num") || header.hasSuffix("Exten") || header == "Extension" {
                    #expect(value.wholeMatch(of: /\d{0,4}|s|<unknown>|\+?\d*55501\d\d/) != nil, "\(header): \(value)")
                }
                if header.hasSuffix("Name"), header.contains("Caller") || header.contains("Line") {
                    #expect(value.wholeMatch(of: /Person \d+|<unknown>|/) != nil, "\(header): \(value)")
                }
                #expect(value.firstMatch(of: /Martin|Phone/) == nil)
            }
        }
    }

    @Test(
        "A line takes no longer than it is long, whatever stands in it",
        arguments: [
            "-.", "11111a", "1:", "a:", "0 ", "(0)", "\"", "/11111", "a@", "name: a/", "CALLERID(name)=a/", "user=a@",
            "Zo Mi ",
            "Zo, Mi / ", "a.bc", "http://a@", "%0A", "%0Aname: a/", "12 34-", "eyJ ", "Bearer A1.", "secret=\"",
        ])
    func hostileLine(unit: String) {
        func duration(_ count: Int) -> Duration {
            let line = "Value: " + String(repeating: unit, count: count / unit.utf8.count)
            return ProcessorTime.measure { _ = scrubbed(line) }
        }
        _ = duration(1_000)
        let (short, long) = (duration(2_000), duration(16_000))
        // Eight times as long; were it quadratic, sixty-four times.
        #expect(long < short * 24 + .milliseconds(20), "\(short), \(long)")
    }
}
