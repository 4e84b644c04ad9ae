/// Why a message cannot be published, or a topic not subscribed to, at any broker.
public enum MQTTMessageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A topic must have at least one character (MQTT 5 §4.7.3).
    case emptyTopic
    /// A topic is at most 65,535 bytes of UTF-8.
    case topicTooLong(bytes: Int)
    /// `#` and `+` belong to subscriptions.
    case wildcardInTopic(topic: String, wildcard: Character)
    /// U+0000, a control character or a non-character, which brokers may refuse (MQTT 5 §1.5.4).
    case forbiddenCharacter(where: String, scalar: UInt32)
    /// More levels than libmosquitto and mosquitto take (200).
    case tooManyLevels(topic: String, levels: Int)
    /// A payload is at most 268,435,455 bytes with its header.
    case payloadTooLarge(bytes: Int)
    /// A content type or user property is at most 65,535 bytes of UTF-8.
    case propertyTooLong(name: String, bytes: Int)
    /// A filter has 1 to 65,535 bytes; `+` and `#` are levels of their own, and `#` is the last (MQTT 5 §4.7.1).
    case invalidFilter(String)

    /// What is wrong and what is allowed.
    public var description: String {
        switch self {
        case .emptyTopic:
            "the topic is empty: give it at least one level"
        case .topicTooLong(let bytes):
            "the topic has \(bytes) bytes: at most 65535 are allowed"
        case .wildcardInTopic(let topic, let wildcard):
            "the topic \"\(topic)\" has the wildcard \(wildcard): only subscriptions may have one"
        case .forbiddenCharacter(let place, let scalar):
            "\(place) has the character U+\(Self.hex(scalar)): control characters and non-characters are not allowed"
        case .tooManyLevels(let topic, let levels):
            "the topic \"\(topic.prefix(60))…\" has \(levels) levels: at most 200 are allowed"
        case .payloadTooLarge(let bytes):
            "the payload has \(bytes) bytes: at most \(MQTTMessage.largestPayload) are allowed"
        case .propertyTooLong(let name, let bytes):
            "\(name) has \(bytes) bytes: at most 65535 are allowed"
        case .invalidFilter(let filter):
            "\"\(filter.prefix(60))\" can't be subscribed to: give a topic, with + for any level and # at its end for all below"
        }
    }

    private static func hex(_ scalar: UInt32) -> String {
        let digits = String(scalar, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
