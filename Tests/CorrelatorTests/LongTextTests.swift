import AMI
import Correlator
import Foundation
import Testing

@Suite("Long texts")
struct LongTextTests {
    private struct Payload: Decodable {
        var fields: [String: String]
    }

    @Test(
        "A text of more than 1,024 bytes is cut between two characters and says so; a shorter one is whole",
        arguments: [
            (String(repeating: "a", count: 1024), String(repeating: "a", count: 1024)),
            (String(repeating: "a", count: 1025), String(repeating: "a", count: 1021) + "…"),
            (String(repeating: "ü", count: 30_000), String(repeating: "ü", count: 510) + "…"),
            ("a" + String(repeating: "🦊", count: 10_000), "a" + String(repeating: "🦊", count: 255) + "…"),
        ])
    func cut(_ said: String, _ told: String) throws {
        var correlator = Correlator(tables: .calls)
        correlator.arrival = Timestamp(microseconds: 1_770_888_509_000_000)
        var decoder = AMIDecoder()
        let bytes = Array("Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Note\r\nText: \(said)\r\n\r\n".utf8)
        decoder.decode(bytes.span.bytes, into: &correlator)
        let event = try #require(correlator.takeEvents().first)
        let payload = try JSONDecoder().decode(Payload.self, from: Data(event.payload))
        #expect(payload.fields["Text"] == told)
    }
}
