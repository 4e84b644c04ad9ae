import CMosquitto

/// A reason code of the broker (MQTT 5 §2.4). A 3.1.1 return code is mapped to the equivalent code of MQTT 5.
public struct MQTTReasonCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The code as it is sent.
    public let rawValue: UInt8

    /// The reason of a code, known or not.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Done.
    public static let success = Self(rawValue: 0x00)
    /// Done, though nobody has subscribed to it.
    public static let noMatchingSubscribers = Self(rawValue: 0x10)
    /// The broker does not say why.
    public static let unspecified = Self(rawValue: 0x80)
    /// A packet is not MQTT.
    public static let malformedPacket = Self(rawValue: 0x81)
    /// A packet is not what the protocol has there.
    public static let protocolError = Self(rawValue: 0x82)
    /// The broker does not do it, for reasons of its own.
    public static let implementationSpecific = Self(rawValue: 0x83)
    /// The broker does not speak this version of MQTT.
    public static let unsupportedProtocolVersion = Self(rawValue: 0x84)
    /// The broker does not take this client id.
    public static let clientIdentifierNotValid = Self(rawValue: 0x85)
    /// The user is unknown or the password wrong.
    public static let badUserNameOrPassword = Self(rawValue: 0x86)
    /// The client may not do this.
    public static let notAuthorized = Self(rawValue: 0x87)
    /// The broker cannot serve now.
    public static let serverUnavailable = Self(rawValue: 0x88)
    /// The broker has too much to do.
    public static let serverBusy = Self(rawValue: 0x89)
    /// The client was shut out by hand.
    public static let banned = Self(rawValue: 0x8A)
    /// The broker is ending.
    public static let serverShuttingDown = Self(rawValue: 0x8B)
    /// The broker does not know this way to log in.
    public static let badAuthenticationMethod = Self(rawValue: 0x8C)
    /// Another client came with the same id.
    public static let sessionTakenOver = Self(rawValue: 0x8E)
    /// The broker does not take a message to this topic.
    public static let topicNameInvalid = Self(rawValue: 0x90)
    /// The packet is larger than the broker takes.
    public static let packetTooLarge = Self(rawValue: 0x95)
    /// A limit of the broker is reached.
    public static let quotaExceeded = Self(rawValue: 0x97)
    /// The payload does not have the declared format.
    public static let payloadFormatInvalid = Self(rawValue: 0x99)
    /// The broker keeps no retained messages.
    public static let retainNotSupported = Self(rawValue: 0x9A)
    /// The broker does not take this quality of service.
    public static let qosNotSupported = Self(rawValue: 0x9B)
    /// Another broker is to be used for now.
    public static let useAnotherServer = Self(rawValue: 0x9C)
    /// Another broker is to be used from now on.
    public static let serverMoved = Self(rawValue: 0x9D)

    /// Whether the code is an error (0x80 or above).
    public var isFailure: Bool { rawValue >= 0x80 }

    /// The reason in words, and its number.
    public var description: String {
        let words = mosquitto_reason_string(Int32(rawValue)).map { String(cString: $0) } ?? "unknown reason"
        let trimmed = words.hasSuffix(".") ? String(words.dropLast()) : words
        return "\(trimmed) (0x\(rawValue < 16 ? "0" : "")\(String(rawValue, radix: 16, uppercase: true)))"
    }

    /// The code of MQTT 5 for what a CONNACK of 3.1.1 says (MQTT 3.1.1 §3.2.2.3).
    init(connectReturnCode code: Int32) {
        switch code {
        case 0: self = .success
        case 1: self = .unsupportedProtocolVersion
        case 2: self = .clientIdentifierNotValid
        case 3: self = .serverUnavailable
        case 4: self = .badUserNameOrPassword
        case 5: self = .notAuthorized
        default: self.init(rawValue: UInt8(truncatingIfNeeded: code))
        }
    }
}
