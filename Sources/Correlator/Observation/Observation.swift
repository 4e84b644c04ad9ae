/// Something that happens inside a ``Correlator``. Calls and channels go by their ids, `Linkedid` and `Uniqueid`.
public enum Observation: Sendable {
    /// The event at hand is about these; empty for none, or for one that is not known.
    case subjects(call: String, channel: String, peer: String)
    /// A timer of a call is over. What is observed from here to the next event or timer comes of it.
    case timerEnded(Int, call: String, at: Timestamp)
    /// A trigger was set off, and a rule was taken for it.
    case transition(ObservedTransition)
    /// A message is sent.
    case message(CallEvent)
    /// A call began.
    case callBegan(String)
    /// A call is over, and so are all its channels; where it became one with another, that is named.
    case callEnded(String, mergedInto: String)
    /// A channel began.
    case channelBegan(String, name: String, call: String)
    /// A channel has another name.
    case channelRenamed(String, name: String, call: String)
    /// A channel left its call for another, in the bridge that it is in; empty for none.
    case channelMoved(String, name: String, from: String, to: String, bridge: String)
    /// A channel is gone.
    case channelEnded(String, call: String)
    /// A channel entered a bridge.
    case bridgeEntered(String, channel: String, call: String)
    /// A channel left a bridge.
    case bridgeLeft(String, channel: String, call: String)
}
