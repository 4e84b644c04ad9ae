/// A call that is going on.
struct Call {
    /// Its Linkedid.
    var id: String
    /// How old its id is beside others; `nil` where the id does not tell.
    let age: CallAge?
    /// The number of its state.
    var state = 0
    /// The places of its channels, in the order in which they came.
    var channels: [Int] = []
    /// When its first channel began.
    var beganAt: Timestamp
    /// When anything was last heard of it, by the clock of arrival.
    var lastHeard: Timestamp
    /// How many messages it has sent.
    var sequence = 0
    /// How often each message was sent, by the message's number.
    var sent: [UInt32]
    /// The call that a channel of this one went over to last; empty for none.
    var mergedInto = ""
    /// Whether it is known differently than when changes were last asked for.
    var isChanged = false
}
