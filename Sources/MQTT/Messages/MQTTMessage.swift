/// A message to publish.
///
/// A message is checked when it is made, so what the client is handed can be sent. What only MQTT 5 knows
/// (``contentType``, ``userProperties``, ``expiry``) is left out for a broker that speaks 3.1.1.
public struct MQTTMessage: Sendable, Hashable {
    /// The most bytes that fit into one publication, by the length of MQTT's largest packet.
    public static let largestPayload = 268_435_455 - 65_535 - 16

    /// Where it goes: no wildcards, no control characters, 1 to 65,535 bytes.
    public let topic: String
    /// The payload: any bytes.
    public let payload: [UInt8]
    /// How hard it is tried.
    public let qos: MQTTQoS
    /// Whether the broker retains it for late subscribers. An empty payload clears a retained message.
    public let retain: Bool
    /// The MIME type of the payload, such as `application/json`.
    public let contentType: String?
    /// Names and values beside the payload, in this order.
    public let userProperties: [MQTTUserProperty]
    /// For how many seconds it is worth delivering, counted from ``MQTTClient/publish(_:)-(MQTTMessage)``: time spent
    /// waiting here is taken off, and what has none left is given up with the outcome
    /// ``MQTTAcknowledgement/Outcome/expired``.
    public let expiry: UInt32?
    /// Given back with the message's ``MQTTAcknowledgement``; 0 when nobody asks.
    public var token: UInt64

    /// Makes a message and checks it against MQTT 5 §1.5.4 and §4.7, and against libmosquitto's own limits.
    public init(
        topic: String,
        payload: [UInt8],
        qos: MQTTQoS = .atLeastOnce,
        retain: Bool = false,
        contentType: String? = nil,
        userProperties: [MQTTUserProperty] = [],
        expiry: UInt32? = nil,
        token: UInt64 = 0
    ) throws(MQTTMessageError) {
        try Self.check(topic: topic)
        if payload.count > Self.largestPayload { throw .payloadTooLarge(bytes: payload.count) }
        if let contentType { try Self.check(property: "the content type", contentType) }
        for property in userProperties {
            try Self.check(property: "a user property's name", property.name)
            try Self.check(property: "a user property's value", property.value)
        }
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.contentType = contentType
        self.userProperties = userProperties
        self.expiry = expiry
        self.token = token
    }

    /// Makes a message of text.
    public init(
        topic: String,
        text: String,
        qos: MQTTQoS = .atLeastOnce,
        retain: Bool = false,
        contentType: String? = nil,
        userProperties: [MQTTUserProperty] = [],
        expiry: UInt32? = nil,
        token: UInt64 = 0
    ) throws(MQTTMessageError) {
        try self.init(
            topic: topic, payload: Array(text.utf8), qos: qos, retain: retain, contentType: contentType,
            userProperties: userProperties, expiry: expiry, token: token)
    }

    /// Checks a topic to publish to, so that a configuration can be refused before anything runs.
    public static func check(topic: String) throws(MQTTMessageError) {
        let utf8 = topic.utf8
        if utf8.isEmpty { throw .emptyTopic }
        if utf8.count > 65_535 { throw .topicTooLong(bytes: utf8.count) }
        var levels = 1
        var plain = true
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "#"): throw .wildcardInTopic(topic: topic, wildcard: "#")
            case UInt8(ascii: "+"): throw .wildcardInTopic(topic: topic, wildcard: "+")
            case UInt8(ascii: "/"): levels += 1
            case 0x20...0x7E: break
            default: plain = false
            }
        }
        if levels > 200 { throw .tooManyLevels(topic: topic, levels: levels) }
        if !plain { try check(scalars: topic, place: "the topic") }
    }

    private static func check(property name: String, _ value: String) throws(MQTTMessageError) {
        if value.utf8.count > 65_535 { throw .propertyTooLong(name: name, bytes: value.utf8.count) }
        try check(scalars: value, place: name)
    }

    private static func check(scalars text: String, place: String) throws(MQTTMessageError) {
        for scalar in text.unicodeScalars {
            let value = scalar.value
            let isControl = value <= 0x1F || (0x7F...0x9F).contains(value)
            let isNonCharacter = (0xFDD0...0xFDEF).contains(value) || value & 0xFFFE == 0xFFFE
            if isControl || isNonCharacter { throw .forbiddenCharacter(where: place, scalar: value) }
        }
    }

    /// Stands where a message was.
    static let nothing = MQTTMessage()

    private init() {
        topic = ""
        payload = []
        qos = .atMostOnce
        retain = false
        contentType = nil
        userProperties = []
        expiry = nil
        token = 0
    }

    /// What it weighs against the bound of the queue.
    var weight: Int { topic.utf8.count + payload.count }
}
