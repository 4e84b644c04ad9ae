import AMI

/// Receives what comes from Asterisk: its messages, and the beginning and end of each session.
///
/// It lives on one event loop. Everything here is called there and nowhere else, so it needs no locks and must not
/// block. It outlives the sessions of its ``AMIConnection``.
public protocol AMISessionDelegate: AMIMessageSink, SendableMetatype, ~Copyable {
    /// A session has begun. `AMIMessageSink.receive(_:)` gets the events of the mask and the answers to actions,
    /// including those to the connection's own `Ping`.
    mutating func sessionBegan(_ session: AMISession)

    /// All bytes of one read have been decoded: the time to pass on the results.
    /// - Parameter counters: The decoder's counters of all sessions.
    mutating func batchEnded(_ counters: AMIDecoderCounters) -> AMIReadDecision

    /// A session has ended.
    mutating func sessionEnded(_ reason: AMIDisconnection)

    /// An attempt failed or a session ended; the next attempt follows.
    mutating func willReconnect(after reason: AMIDisconnection, in delay: Duration)

    /// Called every ``AMIConnectionOptions/tickInterval``, in and between sessions.
    mutating func tick()

    /// How soon ``tick()`` is needed if its interval is too long; read after each batch and each tick.
    var tickWanted: Duration? { get }

    /// Decodes bytes into itself. There is a default. It is a requirement so that the compiler specialises the decoder
    /// for the conforming type.
    mutating func decode(_ bytes: RawSpan, with decoder: inout AMIDecoder)
}

extension AMISessionDelegate where Self: ~Copyable {
    /// Does nothing.
    @inlinable
    public mutating func willReconnect(after reason: AMIDisconnection, in delay: Duration) {}

    /// Does nothing.
    @inlinable
    public mutating func tick() {}

    /// None.
    @inlinable
    public var tickWanted: Duration? { nil }

    /// Passes the messages to `AMIMessageSink.receive(_:)`.
    @inlinable
    public mutating func decode(_ bytes: RawSpan, with decoder: inout AMIDecoder) {
        decoder.decode(bytes, into: &self)
    }
}
