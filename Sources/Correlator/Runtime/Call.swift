/// A call that is going on. Its id is in the directory of calls, what is known of it in the pool of facts.
struct Call {
    /// When its first channel began.
    var beganAt: Timestamp
    /// When anything was last heard of it, by the clock of arrival.
    var lastHeard: Timestamp
    /// How many messages it has sent.
    var sequence: Int32 = 0
    /// Its channels, in the order in which they came.
    var channels = ChannelList()
    /// The call that a channel of this one went over to last, owned; empty for none.
    var mergedInto = TextStore.empty
    /// The number of its state.
    var state: Int16 = 0
    /// Whether it is known differently than when changes were last asked for.
    var isChanged = false
    /// Whether it was going on already when it was first heard of.
    var isFound = false
    /// Whether others are known to have published events of it.
    var isPublishedByOthers = false
}
