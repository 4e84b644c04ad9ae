/// A message that came from the broker.
public struct MQTTReceivedMessage: Sendable, Hashable {
    /// Where it was published.
    public let topic: String
    /// The payload: any bytes.
    public let payload: [UInt8]
    /// The quality of service it came with: that of the publication or of the subscription, whichever is less.
    public let qos: MQTTQoS
    /// Whether the broker had kept it and it came because of the subscription, rather than being published just now.
    public let isRetained: Bool

    package init(topic: String, payload: [UInt8], qos: MQTTQoS, isRetained: Bool) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
    }

    /// The payload as text, wrong UTF-8 mended.
    public var text: String { String(decoding: payload, as: UTF8.self) }
}
