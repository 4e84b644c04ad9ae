/// What the threads that publish and the network thread share, under one lock.
struct ClientState {
    enum Phase {
        case new
        case running
        case ended
    }

    enum Ending: Equatable {
        /// All that is kept is to be delivered first, until then.
        case orderly(deadline: ContinuousClock.Instant)
        case atOnce
    }

    var phase = Phase.new
    var ending: Ending?
    /// Accepted, and not taken by the network thread.
    var incoming: [KeptMessage] = []
    /// Accepted and not settled, wherever they are.
    var held = 0
    var heldBytes = 0
    var isSaturated = false
    /// Whether the network thread waits with nothing to send: only then it needs waking.
    var isIdle = false
    /// All that was ever subscribed to; each connection subscribes to all of it.
    var subscriptions: [Subscription] = []
    /// Whether the preferred broker was found to be there while another was connected to.
    var preferredIsBack = false
    var counters = MQTTCounters()
    var session: MQTTSession?
    /// Why there is none.
    var failure: MQTTConnectionFailure?
    /// Those who wait for the end.
    var run: CheckedContinuation<Void, any Error>?
    var shutdowns: [CheckedContinuation<Int, Never>] = []
}
