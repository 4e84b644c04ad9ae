/// The outcome of a message with a token. Reported once for each message; the client then keeps no copy.
public struct MQTTAcknowledgement: Sendable, Hashable {
    /// How a message ended.
    public enum Outcome: Sendable, Hashable {
        /// The broker has it (PUBACK, PUBCOMP), or at QoS 0: it was written to the connection.
        case delivered
        /// The broker does not take it (MQTT 5, a code from 0x80 on). It is not tried again.
        case refused(MQTTReasonCode)
        /// It cannot be sent to this broker at all, for instance as it is larger than the broker takes.
        case unsendable(String)
        /// Its ``MQTTMessage/expiry`` had passed before the broker could be given it.
        case expired
    }

    /// The message's ``MQTTMessage/token``.
    public let token: UInt64
    /// How the message ended.
    public let outcome: Outcome
}
