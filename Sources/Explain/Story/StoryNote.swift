public import Correlator

/// One thing that came of an event. Lanes are places in ``Story/lanes``.
public enum StoryNote: Sendable {
    /// The call began.
    case callBegan
    /// The call is over; where it became one with another, that is named.
    case callEnded(mergedInto: String)
    /// A channel began.
    case channelBegan(Int)
    /// A channel has another name.
    case channelRenamed(Int, String)
    /// A channel came over from another call, in the bridge that it is in; empty for none.
    case channelArrived(Int, from: String, bridge: String)
    /// A channel went over to another call.
    case channelLeft(Int, to: String)
    /// A channel is gone.
    case channelEnded(Int)
    /// A channel entered a bridge.
    case bridgeEntered(Int, String)
    /// A channel left a bridge.
    case bridgeLeft(Int, String)
    /// A trigger was set off, and a rule was taken for it.
    case transition(ObservedTransition)
    /// A message was sent.
    case message(CallEvent)

    /// The lane that it is about; `nil` for the call as a whole.
    var lane: Int? {
        switch self {
        case .callBegan, .callEnded, .transition, .message: nil
        case .channelBegan(let lane), .channelRenamed(let lane, _), .channelArrived(let lane, _, _),
            .channelLeft(let lane, _), .channelEnded(let lane), .bridgeEntered(let lane, _), .bridgeLeft(let lane, _):
            lane
        }
    }
}
