public import Correlator

/// One effect of an event. Lanes are indices of ``Story/lanes``.
public enum StoryNote: Sendable {
    /// The call began.
    case callBegan
    /// The call ended; if it merged into another, that one is named.
    case callEnded(mergedInto: String)
    /// A channel began.
    case channelBegan(Int)
    /// A channel was renamed.
    case channelRenamed(Int, String)
    /// A channel came from another call; with its bridge, empty for none.
    case channelArrived(Int, from: String, bridge: String)
    /// A channel went to another call.
    case channelLeft(Int, to: String)
    /// A channel ended.
    case channelEnded(Int)
    /// A channel entered a bridge.
    case bridgeEntered(Int, String)
    /// A channel left a bridge.
    case bridgeLeft(Int, String)
    /// A trigger fired, and a rule was taken.
    case transition(ObservedTransition)
    /// A message was published.
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
