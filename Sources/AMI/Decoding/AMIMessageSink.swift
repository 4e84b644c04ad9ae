/// Whoever is handed the messages that an ``AMIDecoder`` finds.
public protocol AMIMessageSink: ~Copyable {
    /// From the event's name alone: is the message of use?
    ///
    /// Called once for every whole `Event:` message, in order; most of what Asterisk says goes no further than this.
    /// Responses and banners are delivered without asking.
    /// - Parameter name: The event's name, such as `Newchannel`, without its line end.
    func wants(event name: RawSpan) -> Bool

    /// One whole message. It is a view of bytes that are gone when this returns: copy what is to be kept.
    mutating func receive(_ message: borrowing AMIMessage)
}
