@_spi(Runtime)
extension CallRuntime where Self: ~Copyable {
    /// Moves a channel to another call; a call that loses its last one so is over.
    @inlinable
    public mutating func move(_ channel: Int, to call: Int) {
        guard !isStopped(), let old = self.call(of: channel), old != call else { return }
        fire(triggers(of: .channelLeft), on: Subjects(call: old, channel: channel, target: call))
        // What was set off by that can have ended a call.
        guard !isStopped(), isOpen(call), self.call(of: channel) == old else { return }
        carry(channel, to: call)
        fire(triggers(of: .channelArrived), on: Subjects(call: call))
        guard !isStopped(), isOpen(old), firstChannel(of: old) == nil else { return }
        fire(triggers(of: .lastChannelMoved), on: Subjects(call: old))
        close(old)
    }

    /// Takes a channel that is gone out of everything.
    ///
    /// - Parameter occurrence: What it is to its call if it was the last one.
    @inlinable
    public mutating func end(_ channel: Int, _ occurrence: Occurrence) {
        // Its end can have been the end of its call, which took it along.
        guard !isStopped(), let call = call(of: channel) else { return }
        if occurrence == .lastChannelLost {
            fire(triggers(of: .channelLost), on: Subjects(call: call, channel: channel))
            guard !isStopped(), self.call(of: channel) == call else { return }
        }
        remove(channel)
        guard isOpen(call), firstChannel(of: call) == nil else { return }
        fire(triggers(of: occurrence), on: Subjects(call: call))
        close(call)
    }

    /// Forgets a call, with whatever channels it still has.
    @inlinable
    public mutating func close(_ call: Int) {
        guard !isStopped(), isOpen(call) else { return }
        willClose(call)
        while let channel = firstChannel(of: call) { remove(channel) }
        remove(call: call)
    }

    /// Brings all channels of two calls into the older of them, and says which it is.
    @inlinable
    public mutating func merge(_ first: Int, _ second: Int) -> Int {
        guard first != second else { return first }
        let (kept, given) = isOlder(second, than: first) ? (second, first) : (first, second)
        var next = firstChannel(of: given)
        while let member = next {
            next = channel(after: member)
            move(member, to: kept)
            // What was set off by that can have ended a call.
            guard isOpen(kept), let following = next, call(of: following) == given else { break }
        }
        return kept
    }

    /// The call of the event at hand becomes one with the second channel's.
    @inlinable
    public mutating func mergePeer(_ subjects: inout Subjects) {
        guard let call = subjects.call, let peer = subjects.peer, let other = self.call(of: peer) else { return }
        subjects.call = merge(call, other)
    }

    /// Brings all channels in the bridge of the event's channel into the oldest of their calls.
    @inlinable
    public mutating func mergeBridge(_ subjects: inout Subjects) {
        guard let channel = subjects.channel else { return }
        if let (first, oldest) = beginMerging(bridgeOf: channel) {
            var next: Int? = first
            while let member = next {
                next = inBridge(after: member)
                move(member, to: oldest)
                // What was set off by that can have ended calls, and so taken channels out of the bridge.
                guard isOpen(oldest) else { break }
                if let next, call(of: next) == nil { break }
                if next == nil { endMerging(bridgeOf: channel) }
            }
        }
        subjects.call = call(of: channel) ?? subjects.call
    }
}
