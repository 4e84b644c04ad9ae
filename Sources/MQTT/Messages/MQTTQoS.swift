/// The quality of service of a message (MQTT 5 §4.3).
public enum MQTTQoS: UInt8, Sendable, Hashable, CaseIterable {
    /// Sent once and forgotten: done as soon as it is written to the connection.
    case atMostOnce = 0
    /// Kept until the broker's PUBACK.
    case atLeastOnce = 1
    /// Kept until the broker's PUBCOMP. Exactly once as long as the connection holds; see ``MQTTClient`` for what a
    /// lost connection does.
    case exactlyOnce = 2
}
