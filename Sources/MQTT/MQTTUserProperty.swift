/// A name and a value that travel beside the payload (MQTT 5 §3.3.2.3.7). Names may repeat.
public struct MQTTUserProperty: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
