/// Receives the messages of an ``AMIDecoder``.
public protocol AMIMessageSink: ~Copyable {
    /// From the event's name alone: is the message of use?
    ///
    /// Called once for every complete `Event:` message, in order. Most events are not wanted, and go no further.
    /// Responses and banners are delivered without asking.
    /// - Parameter name: The event's name, such as `Newchannel`, without its line end.
    func wants(event name: RawSpan) -> Bool

    /// One complete message. It is a view of bytes that are gone when this returns: copy what you keep.
    mutating func receive(_ message: borrowing AMIMessage)
}
