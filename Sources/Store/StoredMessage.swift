/// A message that waits for the broker's acknowledgement.
public struct StoredMessage: Sendable, Hashable {
    /// Its number, which increases from message to message; 0 until it is saved.
    public var number: Int64
    /// Its topic.
    public var topic: String
    /// Its payload.
    public var payload: [UInt8]
    /// The MQTT quality of service.
    public var qos: UInt8
    /// Whether it is retained.
    public var retain: Bool
    /// The message's name in the spec.
    public var name: String
    /// Its importance, from 1 to 9: the least important messages are dropped first when room runs out.
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
