@_spi(Runtime)
extension CallRuntime where Self: ~Copyable {
    /// Takes an AMI event about channels that are there.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - subjects: Its channel, its second channel, or both.
    ///   - bytes: The event as it came.
    @inlinable
    public mutating func receive(_ event: Event, about subjects: Subjects, _ bytes: RawSpan) {
        var subjects = subjects
        if let channel = subjects.channel {
            rename(channel, isPeer: false, by: event, bytes)
            follow(channel, isPeer: false, by: event, bytes)
        }
        if let peer = subjects.peer {
            rename(peer, isPeer: true, by: event, bytes)
            follow(peer, isPeer: true, by: event, bytes)
        }
        let pairTriggers = pairTriggers(of: event)
        let role: EventTable.BridgeRole = bridgeRole(of: event)
        if let channel = subjects.channel {
            // Who is parted is known before, who is connected afterwards.
            if !pairTriggers.isEmpty, role == .leaves { findPairs(of: channel) }
            if role != .none { moveBetweenBridges(channel, by: event, bytes) }
            findPeer(&subjects, by: event, bytes)
        }
        // Following a channel to another call can end a call, but never the one that the channel is in now.
        guard let subject = subjects.channel ?? subjects.peer, let call = call(of: subject) else { return }
        subjects.call = call
        willFire(on: subjects, bytes)
        fire(triggers(of: event), on: subjects, bytes, isLast: true)
        if !pairTriggers.isEmpty {
            if role == .enters, let channel = subjects.channel, self.call(of: channel) != nil { findPairs(of: channel) }
            while let pair = nextPair() {
                fire(pairTriggers, pair.near, pair.far, bytes)
                fire(pairTriggers, pair.far, pair.near, bytes)
            }
        }
        if ends(event), let channel = subjects.channel { end(channel, .lastChannelEnded) }
    }

    /// Does what is to be done for two channels that are connected or parted, seen from one of them.
    @inlinable
    public mutating func fire(_ triggers: Triggers, _ channel: Int, _ peer: Int, _ bytes: RawSpan) {
        // What was set off before can have ended a call with its channels.
        guard let call = call(of: channel), self.call(of: peer) != nil else { return }
        let subjects = Subjects(call: call, channel: channel, peer: peer)
        willFire(on: subjects, bytes)
        fire(triggers, on: subjects, bytes, isLast: true)
    }

    /// A channel whose events carry another call's id belongs to that call from now on.
    @inlinable
    public mutating func follow(_ channel: Int, isPeer: Bool, by event: Event, _ bytes: RawSpan) {
        // A call that is over, or that nobody saw begin, is not called back to life by one of its late channels.
        guard let call = call(named: event, for: channel, isPeer: isPeer, bytes), let own = self.call(of: channel),
            // Asterisk gives channels that come together the oldest of their ids: another way round it is late news.
            isOlder(call, than: own)
        else { return }
        move(channel, to: call)
    }
}
