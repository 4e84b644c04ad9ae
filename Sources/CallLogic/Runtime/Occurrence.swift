/// Something that happens to a call without an AMI event of its own.
@frozen
public enum Occurrence: String, Sendable, CaseIterable {
    /// The last channel ended.
    case lastChannelEnded = "@last_channel_ended"
    /// The last channel moved to another call.
    case lastChannelMoved = "@last_channel_moved"
    /// The last channel was found gone after a time without sight of the PBX.
    case lastChannelLost = "@last_channel_lost"
    /// A channel moved to this call from another.
    case channelArrived = "@channel_arrived"
    /// A channel is about to move to another call.
    case channelLeft = "@channel_left"
    /// A channel was found gone after a time without sight of the PBX.
    case channelLost = "@channel_lost"
    /// A resynchronisation named a channel that was known already.
    case channelPresent = "@channel_present"
}

extension Occurrence {
    /// Whether it is about one channel of the call.
    public var isOfChannel: Bool {
        switch self {
        case .channelLeft, .channelLost, .channelPresent: true
        case .lastChannelEnded, .lastChannelMoved, .lastChannelLost, .channelArrived: false
        }
    }
}
