/// What a client has done since it was made, and what it holds: one consistent look.
public struct MQTTCounters: Sendable, Hashable {
    /// Messages accepted by `publish`.
    public var published = 0
    /// Messages the broker has taken, or at QoS 0: written to the connection.
    public var acknowledged = 0
    /// Messages the broker refused by reason code, and those that could not be sent to it at all.
    public var refused = 0
    /// Messages dropped because they had expired.
    public var expired = 0
    /// Times a message was sent again on a later connection.
    public var resent = 0
    /// Connections after the first.
    public var reconnects = 0
    /// Messages that wait to be sent.
    public var queued = 0
    /// Of ``queued``, those at which the broker closes the connection: they wait for rare attempts, and hold up
    /// nothing.
    public var setAside = 0
    /// Messages sent and not acknowledged.
    public var inFlight = 0

    /// Nothing done yet.
    public init() {}

    /// Messages the client still answers for.
    public var kept: Int { queued + inFlight }
}
