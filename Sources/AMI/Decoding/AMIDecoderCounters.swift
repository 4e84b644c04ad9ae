/// What went through an ``AMIDecoder``, and what it could not use.
public struct AMIDecoderCounters: Sendable, Hashable {
    /// Messages that were delivered.
    public var messages: UInt64 = 0
    /// Events that nobody wanted, by their name.
    public var skipped: UInt64 = 0
    /// Messages whose first line is not a header, or events without a name.
    public var malformed: UInt64 = 0
    /// Messages over the bound, or with a line over it.
    public var oversized: UInt64 = 0
    /// Messages that the stream ended in the middle of.
    public var incomplete: UInt64 = 0
    /// Decoded bytes.
    public var bytes: UInt64 = 0

    /// Nothing yet.
    @inlinable
    public init() {}
}
