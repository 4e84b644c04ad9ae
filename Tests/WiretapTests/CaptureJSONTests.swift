import FoundationEssentials
import Testing

@testable import wiretap

@Suite("Captures as JSON")
struct CaptureJSONTests {
    /// A header's value: one string, or several.
    private struct Values: Decodable {
        let all: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode(String.self) {
                all = [one]
            } else {
                all = try container.decode([String].self)
            }
        }
    }

    @Test("What comes out of the JSON is what was in the capture", arguments: Captures.names)
    func roundTrip(name: String) throws {
        let bytes = try Captures.bytes(name)
        let json = CaptureJSON(form: .array).text(of: bytes)
        let decoded = try JSONDecoder().decode([[String: Values]].self, from: Data(json.utf8))
        let messages = Captures.messages(bytes)
        #expect(decoded.count == messages.count)
        #expect(decoded[0]["banner"]?.all == ["Asterisk Call Manager/11.0.0"])
        for (object, message) in zip(decoded, messages).dropFirst() {
            let expected = Dictionary(grouping: message, by: \.name).mapValues { $0.map(\.value) }
            #expect(object.mapValues(\.all) == expected)
        }
    }

    @Test("The fixtures' JSON is what the capture says now", arguments: Captures.names)
    func fixtures(name: String) throws {
        #expect(
            try CaptureJSON(form: .array).text(of: Captures.bytes(name)) == Captures.text(Captures.bytes(name, "json")))
    }

    @Test(
        "Headers keep their order; repeated ones are an array at the first place, other lines are under the empty key")
    func order() {
        let text = "Asterisk Call Manager/9\r\nZ: 1\r\nA: a: b\r\nZ: 2\r\nE: \r\nbare\r\n\r\nB: cut \"off\"\\\t"
        let expected = """
            {"banner": "Asterisk Call Manager/9"}
            {"Z": ["1", "2"], "A": "a: b", "E": "", "": ["bare"]}
            {"B": "cut \\"off\\"\\\\\\t"}

            """
        #expect(CaptureJSON(form: .lines).text(of: Array(text.utf8)) == expected)
    }

    @Test("Invalid UTF-8 and control characters make no invalid JSON")
    func repair() throws {
        let json = CaptureJSON(form: .array).text(
            of: Array("A: ".utf8) + [0xFF, 0x00, 0x1B, 0xC3, 0xA9] + Array("\n\n".utf8))
        #expect(json == "[\n{\"A\": \"\u{FFFD}\\u0000\\u001b\u{E9}\"}\n]\n")
        let decoded = try JSONDecoder().decode([[String: String]].self, from: Data(json.utf8))
        #expect(decoded == [["A": "\u{FFFD}\u{0}\u{1B}\u{E9}"]])
    }

    @Test("An empty capture is an empty array")
    func empty() { #expect(CaptureJSON(form: .array).text(of: []) == "[]\n") }
}
