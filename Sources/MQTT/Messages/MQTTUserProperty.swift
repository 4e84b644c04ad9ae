/// A name and a value that travel beside the payload (MQTT 5 §3.3.2.3.7). Names may repeat.
public struct MQTTUserProperty: Sendable, Hashable {
    /// At most 65,535 bytes, no control characters.
    public var name: String
    /// At most 65,535 bytes, no control characters.
    public var value: String

    /// A property; it is checked where a message is made of it.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
