/// Where a value comes from when the machine needs one.
public enum Source: Sendable, Hashable {
    /// A header of the event, by its number.
    case header(Int)
    /// The endpoint in a device or channel that a header names: `21` in `PJSIP/21`.
    case headerEndpoint(Int)
    /// The moment that lies as long back as a header says, in seconds or as `HH:MM:SS`.
    case headerAgo(Int)
    /// A number, flag, moment, cause or word of the call, by its place.
    case callNumber(Int)
    /// A text of the call, by its place.
    case callText(Int)
    /// The same of the channel that the event is about.
    case channelNumber(Int)
    /// The same of the channel that the event is about.
    case channelText(Int)
    /// The same of the second channel.
    case peerNumber(Int)
    /// The same of the second channel.
    case peerText(Int)
    /// Something the runtime knows.
    case known(Known)
    /// A number as it stands.
    case number(Int64)
    /// A text as it stands.
    case text(String)

    /// What the runtime knows without being told.
    public enum Known: UInt8, Sendable {
        /// The time of the event.
        case now
        /// The call's id, its Linkedid.
        case callID
        /// When the call began.
        case callBeganAt
        /// How many channels the call has.
        case callChannels
        /// How many messages the call has sent.
        case callMessages
        /// The call that a channel went over to.
        case mergedInto
        /// The channel's Uniqueid.
        case channelID
        /// The channel's name.
        case channelName
        /// The part of the channel's name between technology and unique part: `21` in `PJSIP/21-0000002a`.
        case channelEndpoint
        /// The channel's name without its unique part, as Asterisk names devices: `PJSIP/21`.
        case channelDevice
        /// The second channel's Uniqueid.
        case peerID
        /// The second channel's name.
        case peerName
        /// The second channel's endpoint.
        case peerEndpoint
        /// The second channel's device.
        case peerDevice
    }
}

extension Source {
    /// A header, by its generated name.
    public static func header(_ header: some RawRepresentable<UInt8>) -> Source { .header(Int(header.rawValue)) }
    /// The endpoint that a header names, by the header's generated name.
    public static func headerEndpoint(_ header: some RawRepresentable<UInt8>) -> Source {
        .headerEndpoint(Int(header.rawValue))
    }
    /// The moment as long back as a header says, by the header's generated name.
    public static func headerAgo(_ header: some RawRepresentable<UInt8>) -> Source { .headerAgo(Int(header.rawValue)) }
    /// A number of the call, by its generated name.
    public static func callNumber(_ fact: some RawRepresentable<UInt8>) -> Source { .callNumber(Int(fact.rawValue)) }
    /// A text of the call, by its generated name.
    public static func callText(_ fact: some RawRepresentable<UInt8>) -> Source { .callText(Int(fact.rawValue)) }
    /// A number of the channel, by its generated name.
    public static func channelNumber(_ fact: some RawRepresentable<UInt8>) -> Source {
        .channelNumber(Int(fact.rawValue))
    }
    /// A text of the channel, by its generated name.
    public static func channelText(_ fact: some RawRepresentable<UInt8>) -> Source { .channelText(Int(fact.rawValue)) }
    /// A number of the second channel, by its generated name.
    public static func peerNumber(_ fact: some RawRepresentable<UInt8>) -> Source { .peerNumber(Int(fact.rawValue)) }
    /// A text of the second channel, by its generated name.
    public static func peerText(_ fact: some RawRepresentable<UInt8>) -> Source { .peerText(Int(fact.rawValue)) }
}
