/// What is to be received, and who takes it.
struct Subscription: Sendable {
    let filter: String
    let qos: MQTTQoS
    let handler: @Sendable (MQTTReceivedMessage) -> Void
}
