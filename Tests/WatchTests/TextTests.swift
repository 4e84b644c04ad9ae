import Correlator
import Testing

@testable import Watch

@Suite("Text")
struct TextTests {
    @Test(
        "A text takes the columns that a terminal gives it, and what is too long ends in …",
        arguments: [
            ("abc", 3, "abc", 3), ("abcd", 3, "ab…", 3), ("日本", 4, "日本", 4), ("日本語", 5, "日本…", 5),
            ("日本語", 4, "日…", 3), ("a\u{301}b", 2, "a\u{301}b", 2), ("abc", 0, "", 0), ("日", 1, "…", 1), ("", 3, "", 0),
            ("👍", 2, "👍", 2),
        ])
    func widths(_ text: String, _ columns: Int, _ shown: String, _ width: Int) {
        let fitted = TerminalText.fit(text, columns)
        #expect(fitted.text == shown && fitted.width == width)
    }

    @Test(
        "JSON for a terminal means the same, and nothing in it does anything",
        arguments: [
            (#"{"a":"bé日👍"}"#, #"{"a":"bé日👍"}"#), ("{\"a\":\"x\u{202E}y\"}", #"{"a":"x\u202ey"}"#),
            ("{\"a\":\"\u{9B}31m\"}", #"{"a":"\u009b31m"}"#), ("{\"a\":\"\u{1B}[2J\"}", #"{"a":"\u001b[2J"}"#),
            ("{\"a\":\n1}", #"{"a": 1}"#), ("{\"a\":\"\u{E0041}\"}", #"{"a":"\udb40\udc41"}"#), ("\u{7F}", #"\u007f"#),
        ])
    func escapes(_ json: String, _ shown: String) {
        #expect(String(decoding: TerminalText.escaped(json: Array(json.utf8)), as: UTF8.self) == shown)
    }

    @Test(
        "Moments are read as payloads write them",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-02-12T10:30:36.500Z", 1_770_892_236_500_000),
            ("2024-02-29T23:59:59.000001Z", 1_709_251_199_000_001), ("2026-02-12 10:30:36Z", nil),
            ("2026-13-12T10:30:36Z", nil), ("2026-02-12T10:30:36+01:00", nil), ("2026-02-12T10:30:36.Z", nil),
            ("", nil),
        ] as [(String, Int64?)])
    func moments(_ text: String, _ microseconds: Int64?) {
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test("Escapes, pairs and numbers of JSON are read")
    func json() {
        let json = JSON(Array(#" {"a\n":["\u00e4\ud83d\udc4d\ud83dx",-1.5e2,0,true,false,null,{}]} "#.utf8))
        #expect(
            json
                == .object([
                    "a\n": .array([
                        .string("ä👍\u{FFFD}x"), .number(-150), .number(0), .bool(true), .bool(false), .null,
                        .object([:]),
                    ])
                ]))
    }

    @Test("A line of JSON stays one, and says nothing to a terminal")
    func oneLine() throws {
        var board = CallBoard(prefixes: ["a"])
        let payload = Array("{\r\n\"from\": {\"name\": \"x\u{9B}31m\u{7F}\"}\n}".utf8)
        let told = board.receive(topic: "a/call/1/ringing", payload: payload, at: Messages.start)
        let event = try #require(told)
        #expect(
            String(decoding: event.payload, as: UTF8.self) == #"{  "from": {"name": "x\u009b31m\u007f"} }"#)
        #expect(event.from == "x\u{9B}31m\u{7F}")
    }
}
