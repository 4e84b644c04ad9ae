/// Something that can happen to a call.
public struct TriggerDeclaration: Sendable {
    /// What happens without an AMI event saying so.
    public enum Occurrence: String, Sendable, CaseIterable {
        /// The last channel of the call is gone.
        case lastChannelEnded = "@last_channel_ended"
        /// The last channel of the call went over to another call.
        case lastChannelMoved = "@last_channel_moved"
        /// The last channel of the call was found gone when asked for.
        case lastChannelLost = "@last_channel_lost"
        /// A channel came over from another call.
        case channelArrived = "@channel_arrived"
    }

    /// Its name.
    public var name: Specification.Name
    /// What it means, in a sentence.
    public var about = ""
    /// The AMI event or the occurrence it is made of.
    public var on: Specification.Name
    /// What must hold.
    public var conditions: [ConditionExpression] = []
}
