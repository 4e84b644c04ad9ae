/// The owner of what comes from Asterisk: the sink of its messages, and told of sessions' beginnings and ends.
///
/// It lives on one event loop: everything here is called there and nowhere else, so it needs no locks, and must not
/// block. It lives through all sessions of its ``AMIConnection``.
public protocol AMISessionDelegate: AMIMessageSink, SendableMetatype, ~Copyable {
    /// Logged in. Events of the mask are on their way; answers to what is sent come to
    /// ``AMIMessageSink/receive(_:)``, those to the connection's own `Ping` too.
    mutating func sessionBegan(_ session: AMISession)

    /// All that was read at once has been decoded: the time to hand on what it came to.
    /// - Parameter counters: What the decoder saw in all sessions.
    mutating func batchEnded(_ counters: AMIDecoderCounters) -> AMIReadDecision

    /// A session that had begun is over.
    mutating func sessionEnded(_ reason: AMIDisconnection)

    /// An attempt came to nothing, or a session is over; the next attempt follows.
    mutating func willReconnect(after reason: AMIDisconnection, in delay: Duration)

    /// Time passes: called at ``AMIConnectionOptions/tickInterval``, in and between sessions.
    mutating func tick()

    /// How soon ``tick()`` is wanted, where its interval is too long; asked after each batch and each tick.
    var tickWanted: Duration? { get }

    /// Decodes bytes into itself. The default does; it is a requirement so that the decoder is specialised for the
    /// type that conforms, wherever that is compiled.
    mutating func decode(_ bytes: RawSpan, with decoder: inout AMIDecoder)
}

extension AMISessionDelegate where Self: ~Copyable {
    /// Does nothing.
    @inlinable
    public mutating func willReconnect(after reason: AMIDisconnection, in delay: Duration) {}

    /// Does nothing.
    @inlinable
    public mutating func tick() {}

    /// Not before its interval is over.
    @inlinable
    public var tickWanted: Duration? { nil }

    /// Hands the messages to ``AMIMessageSink/receive(_:)``.
    @inlinable
    public mutating func decode(_ bytes: RawSpan, with decoder: inout AMIDecoder) {
        decoder.decode(bytes, into: &self)
    }
}
