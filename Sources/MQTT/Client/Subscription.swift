/// A topic filter and its receiver.
struct Subscription: Sendable {
    let filter: String
    let qos: MQTTQoS
    let handler: @Sendable (MQTTReceivedMessage) -> Void
}
