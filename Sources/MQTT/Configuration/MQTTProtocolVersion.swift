/// The version of MQTT spoken with the broker.
public enum MQTTProtocolVersion: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// MQTT 5.0.
    case v5 = "5"
    /// MQTT 3.1.1: no content type, no user properties, no reason a publication was refused.
    case v311 = "3.1.1"

    /// The name and number, such as `MQTT 3.1.1`.
    public var description: String { "MQTT \(rawValue)" }
}
