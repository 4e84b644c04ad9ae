/// What client and broker agreed on at the login.
public struct MQTTSession: Sendable, Hashable, CustomStringConvertible {
    /// The broker that was connected to.
    public let broker: BrokerAddress
    /// The version spoken.
    public let protocolVersion: MQTTProtocolVersion
    /// Such as `TLSv1.3`; `nil` where nothing is encrypted.
    public let tlsVersion: String?
    /// Whether the broker still had a session of this client.
    public let sessionPresent: Bool
    /// The id the broker gave to a client without one.
    public let assignedClientID: String?
    /// The most messages in flight: the configured window, or fewer where the broker asks for it.
    public let inFlightWindow: Int
    /// The best quality of service the broker offers. Messages that ask for more are sent with this.
    public let maximumQoS: MQTTQoS
    /// Whether the broker keeps retained messages.
    public let retainAvailable: Bool

    /// The same in one line.
    public var description: String {
        var text = "\(broker) with \(protocolVersion)"
        if let tlsVersion { text += " over \(tlsVersion)" }
        text += ", at most \(inFlightWindow) messages in flight"
        if maximumQoS != .exactlyOnce { text += ", QoS \(maximumQoS.rawValue) at most" }
        if !retainAvailable { text += ", without retained messages" }
        return text
    }
}
