/// Where a value comes from when the machine needs one.
public enum Source: Sendable, Hashable {
    /// A header of the event, by its number.
    case header(Int)
    /// The endpoint in a device or channel that a header names: `21` in `PJSIP/21`.
    case headerEndpoint(Int)
    /// The user that a dial string in a header is for: `0501` in `0501@provider` and in `provider/0501`, `21` in
    /// `PJSIP/21` and in `21/sip:21@192.0.2.21:5060`.
    case headerUser(Int)
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
    /// A number of the call that the second channel belongs to.
    case otherNumber(Int)
    /// A text of the call that the second channel belongs to.
    case otherText(Int)
    /// A number of the thing at hand, by its kind and place.
    case thingNumber(Int, Int)
    /// A text of the thing at hand, by its kind and place.
    case thingText(Int, Int)
    /// The key of the thing at hand, by its kind.
    case thingKey(Int)
    /// The endpoint in the key of the thing at hand, where that is a device: `21` in `PJSIP/21`.
    case thingEndpoint(Int)
    /// How many there are for which the conditions hold: things of a kind, those of the whole at hand where they are
    /// parts; or, with `nil`, channels.
    indirect case count(Int?, [Condition])
    /// The least of a number of things of a kind, by its place: of those of the whole at hand where they are parts.
    case least(Int, Int)
    /// One text made of several, if all of them are set.
    indirect case joined([Source])
    /// Something the runtime knows.
    case known(Known)
    /// A number as it stands.
    case number(Int)
    /// A text as it stands.
    case text(String)
    /// What another says, where all conditions hold; nothing otherwise.
    indirect case guarded(Source, [Condition])

    /// What the runtime always knows.
    public enum Known: String, Sendable, CaseIterable {
        /// The time of the event.
        case now
        /// The call's id, its Linkedid.
        case callID = "call.id"
        /// When the call began.
        case callBeganAt = "call.began_at"
        /// How many channels the call has.
        case callChannels = "call.channels"
        /// How many messages the call has sent.
        case callMessages = "call.messages"
        /// The word that the call's retained state says. Only claims ask for it; whoever publishes the state keeps it.
        case callState = "call.state"
        /// The call that a channel went over to.
        case mergedInto = "call.merged_into"
        /// The channel's Uniqueid.
        case channelID = "channel.id"
        /// The channel's name.
        case channelName = "channel.name"
        /// The part of the channel's name between technology and unique part: `21` in `PJSIP/21-0000002a`.
        case channelEndpoint = "channel.endpoint"
        /// The channel's name without its unique part, as Asterisk names devices: `PJSIP/21`.
        case channelDevice = "channel.device"
        /// The second channel's Uniqueid.
        case peerID = "peer.id"
        /// The second channel's name.
        case peerName = "peer.name"
        /// The second channel's endpoint.
        case peerEndpoint = "peer.endpoint"
        /// The second channel's device.
        case peerDevice = "peer.device"
        /// The id of the call that the second channel belongs to.
        case otherID = "other.id"
        /// The line of a text for which a message is sent.
        case line
    }
}

extension Source {
    /// A header, by its generated name.
    public static func header(_ header: some RawRepresentable<UInt8>) -> Source { .header(Int(header.rawValue)) }
    /// The endpoint that a header names, by the header's generated name.
    public static func headerEndpoint(_ header: some RawRepresentable<UInt8>) -> Source {
        .headerEndpoint(Int(header.rawValue))
    }
    /// The user that a dial string is for, by the header's generated name.
    public static func headerUser(_ header: some RawRepresentable<UInt8>) -> Source {
        .headerUser(Int(header.rawValue))
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
    /// A number of the second channel's call, by its generated name.
    public static func otherNumber(_ fact: some RawRepresentable<UInt8>) -> Source { .otherNumber(Int(fact.rawValue)) }
    /// A text of the second channel's call, by its generated name.
    public static func otherText(_ fact: some RawRepresentable<UInt8>) -> Source { .otherText(Int(fact.rawValue)) }
}
