import MQTT
import Testing

struct MQTTMessageTests {
    @Test("A topic that names a place is taken", arguments: ["a", "/", "a//b", "Küche/räume/☎", "$SYS/x", "a b"])
    func takes(_ topic: String) throws {
        #expect(try MQTTMessage(topic: topic, text: "").topic == topic)
    }

    @Test(
        "A topic that no broker takes says why",
        arguments: [
            ("", .emptyTopic),
            ("a/#", .wildcardInTopic(topic: "a/#", wildcard: "#")),
            ("a/+/b", .wildcardInTopic(topic: "a/+/b", wildcard: "+")),
            ("a\0b", .forbiddenCharacter(where: "the topic", scalar: 0)),
            ("a\nb", .forbiddenCharacter(where: "the topic", scalar: 10)),
            ("a\u{85}b", .forbiddenCharacter(where: "the topic", scalar: 0x85)),
            ("a" + String(Unicode.Scalar(0xFFFF as UInt16)!), .forbiddenCharacter(where: "the topic", scalar: 0xFFFF)),
            ("a" + String(Unicode.Scalar(0xFDD0 as UInt16)!), .forbiddenCharacter(where: "the topic", scalar: 0xFDD0)),
            (String(repeating: "x", count: 65_536), .topicTooLong(bytes: 65_536)),
        ] as [(String, MQTTMessageError)])
    func refuses(_ topic: String, error: MQTTMessageError) {
        #expect(throws: error) { try MQTTMessage(topic: topic, text: "") }
    }

    @Test("A topic has at most 200 levels")
    func levels() throws {
        _ = try MQTTMessage(topic: String(repeating: "/", count: 199), text: "")
        let deep = String(repeating: "/", count: 200)
        #expect(throws: MQTTMessageError.tooManyLevels(topic: deep, levels: 201)) {
            try MQTTMessage(topic: deep, text: "")
        }
    }

    @Test("A property with a control character is refused, and says which")
    func properties() {
        #expect(throws: MQTTMessageError.forbiddenCharacter(where: "a user property's value", scalar: 0)) {
            try MQTTMessage(topic: "a", text: "", userProperties: [MQTTUserProperty(name: "n", value: "\0")])
        }
        #expect(throws: MQTTMessageError.propertyTooLong(name: "the content type", bytes: 65_536)) {
            try MQTTMessage(topic: "a", text: "", contentType: String(repeating: "x", count: 65_536))
        }
    }
}
