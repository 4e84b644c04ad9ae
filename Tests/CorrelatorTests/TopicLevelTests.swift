import AMI
import MQTT
import Testing

@testable import Correlator

@Suite("A call's id in a topic")
struct TopicLevelTests {
    /// U+FDD0, U+FFFF and U+1FFFE, which a literal can't hold.
    static let nonCharacters = String(decoding: [0xFDD0, 0xFFFF, 0xD83F, 0xDFFE] as [UInt16], as: UTF16.self)

    @Test(
        "What a level can't hold is escaped, and nothing else",
        arguments: [
            ("1770888509.40", "1770888509.40"), ("pbx-1.example-1770888509.40", "pbx-1.example-1770888509.40"),
            ("a/b", "a%2Fb"), ("+", "%2B"), ("#", "%23"), ("100%", "100%25"), ("a\u{0}b\u{1F}\u{7F}", "a%00b%1F%7F"),
            ("\u{85}", "%C2%85"), (nonCharacters, "%EF%B7%90%EF%BF%BF%F0%9F%BF%BE"),
            ("Küche 📞", "Küche 📞"), ("", ""),
        ])
    func escapes(_ id: String, level: String) {
        #expect(TopicLevel.escape(id) == level)
    }

    @Test("Texts that are too long are cut, and stay different", arguments: ["a", "/", "ä", "📞", "a/"])
    func cuts(_ part: String) throws {
        let ids = [30_000, 30_001].map { String(repeating: part, count: $0) }
        let levels = ids.map(TopicLevel.escape)
        #expect(levels[0] != levels[1])
        for level in levels {
            #expect(level.utf8.count <= TopicLevel.maximumBytes)
            #expect(level.utf8.count > TopicLevel.maximumBytes - 8)
            // Each % is the beginning of a whole escape, or of the hash.
            #expect(
                level.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy {
                    $0.hasPrefix("~") || $0.prefix(2).allSatisfy(\.isHexDigit) && $0.count >= 2
                })
        }
    }

    @Test("A text of just as many bytes as there may be stays as it is")
    func fits() {
        let id = String(repeating: "x", count: TopicLevel.maximumBytes)
        #expect(TopicLevel.escape(id) == id)
        #expect(TopicLevel.escape(id + "x") != id + "x")
    }

    @Test(
        "A call of any id gets its hungup, on a topic that a broker takes, with the id as it is in the payload",
        arguments: ["#", "+/+", "a/b/c", "\u{1}", "$SYS", String(repeating: "/", count: 60_000), nonCharacters, "é"])
    func hungup(_ id: String) throws {
        var correlator = Correlator(tables: .calls, options: .init())
        var decoder = AMIDecoder()
        let channel = "Channel: PJSIP/a-1\r\nUniqueid: \(id)\r\nLinkedid: \(id)\r\nExten: 21\r\n"
        let text =
            "Event: Newchannel\r\n\(channel)ChannelState: 4\r\n\r\n"
            + "Event: Hangup\r\n\(channel)Cause: 16\r\nCause-txt: Normal Clearing\r\n\r\n"
        decoder.decode(Array(text.utf8).span.bytes, into: &correlator)
        let events = correlator.takeEvents()
        #expect(events.map(\.name) == ["hungup"])
        for event in events {
            let message = try MQTTMessage(topic: "asterisk/\(event.topic)", payload: event.payload)
            #expect(message.topic.split(separator: "/", omittingEmptySubsequences: false).count == 4)
            #expect(event.callID == id)
        }
    }
}
