/// What an event is about, as places among the calls and channels there are.
@frozen
@_spi(Runtime)
public struct Subjects: Sendable, Hashable {
    /// The call; `nil` outside of any.
    public var call: Int?
    /// The channel.
    public var channel: Int?
    /// The second channel.
    public var peer: Int?
    /// The call that the channel is about to move to.
    public var target: Int?

    /// An event's subjects; those that are not given are not there.
    @inlinable
    public init(call: Int? = nil, channel: Int? = nil, peer: Int? = nil, target: Int? = nil) {
        self.call = call
        self.channel = channel
        self.peer = peer
        self.target = target
    }
}
