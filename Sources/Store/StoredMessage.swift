/// A message that waits for the broker to have it.
public struct StoredMessage: Sendable, Hashable {
    /// Its number, which grows from one message to the next; given when it is saved, 0 while it is not.
    public var number: Int64
    /// Where it is published.
    public var topic: String
    /// What is published.
    public var payload: [UInt8]
    /// The MQTT quality of service.
    public var qos: UInt8
    /// Whether the broker keeps it.
    public var retain: Bool
    /// The message's name in the spec.
    public var name: String
    /// How much it matters, from 1 to 9: what matters least is given up first where room runs out.
    public var importance: Int

    /// A message that is not saved yet.
    public init(
        topic: String, payload: [UInt8], qos: UInt8, retain: Bool, name: String, importance: Int
    ) {
        number = 0
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.name = name
        self.importance = importance
    }
}
