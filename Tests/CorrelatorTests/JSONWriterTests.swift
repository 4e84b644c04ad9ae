import Foundation
import Testing

@testable import Correlator

@Suite("JSON is what RFC 8259 says, and moments are what RFC 3339 says")
struct JSONWriterTests {
    @Test("A text comes back as it was, wherever in it something must be escaped", arguments: 0...20)
    func escaping(place: Int) throws {
        let others = "äöü€😀\u{80}\u{FF}~ !#[]"
        for scalar in (0...0x7F).map({ Unicode.Scalar($0)! }) + others.unicodeScalars {
            var text = String(repeating: "a", count: place)
            text.unicodeScalars.append(scalar)
            text += String(repeating: "z", count: 20 - place)
            var json = JSONWriter()
            json.beginArray()
            json.string(text)
            json.endArray()
            let bytes = json.array
            #expect(try JSONDecoder().decode([String].self, from: Data(bytes)) == [text])
            #expect(!bytes.contains { $0 < 0x20 || $0 == 0x7F }, "U+\(String(scalar.value, radix: 16)) as it is")
        }
    }

    @Test("Moments are written the same, whatever was written before")
    func moments() {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        var json = JSONWriter()
        for microseconds: Int64 in [
            0, 999, 1_000, 999_999, 1_000_000, 951_782_399_999_999, 951_782_400_000_000, 1_770_888_509_123_456,
            1_770_888_509_999_999, 1_770_888_509_000_000, 1_770_888_510_000_000, 4_102_444_799_999_000,
        ] {
            json.clear()
            json.timestamp(Timestamp(microseconds: microseconds))
            let whole = Date(timeIntervalSince1970: Double(microseconds / 1_000) / 1_000)
            #expect(String(decoding: json.array, as: UTF8.self) == "\"\(formatter.string(from: whole))\"")
        }
        json.clear()
        json.timestamp(Timestamp(microseconds: -1_000_000))
        #expect(String(decoding: json.array, as: UTF8.self) == #""1970-01-01T00:00:00.000Z""#)
        for microseconds in [253_402_300_799_999_999, 253_402_300_800_000_000, 999_999_999_999_999_999, Int64.max] {
            json.clear()
            json.timestamp(Timestamp(microseconds: microseconds))
            #expect(String(decoding: json.array, as: UTF8.self) == #""9999-12-31T23:59:59.999Z""#)
        }
    }

    @Test("The members of an object become those of another")
    func members() {
        var json = JSONWriter()
        json.beginObject()
        json.key("pbx")
        json.string("north")
        json.members(of: Array(#"{"state":"held","last":{"event":"held"}}"#.utf8))
        json.key("next")
        json.number(1)
        json.endObject()
        #expect(
            String(decoding: json.array, as: UTF8.self)
                == #"{"pbx":"north","state":"held","last":{"event":"held"},"next":1}"#)
    }
}
