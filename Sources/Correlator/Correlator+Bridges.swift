import AMI

extension Correlator {
    mutating func enter(_ channel: Int, bridge id: TextPlace, _ bytes: RawSpan) {
        let bridge: Int
        if let known = bridgeIDs.find(span(id, bytes), in: texts) {
            bridge = known
        } else {
            bridge = bridgeIDs.insert(keep(id, bytes), in: texts)
            if bridge == bridges.count { bridges.append(Bridge()) } else { bridges[bridge] = Bridge() }
        }
        channels[channel].bridge = Int32(bridge)
        channels[channel].isUnited = false
        bridgeMembers.append(channel, to: &bridges[bridge].channels)
        noteChange(of: Int(channels[channel].call))
        if observer != nil { observeBridge(ofChannel: channel) }
    }

    mutating func leaveBridge(_ channel: Int) {
        let bridge = Int(channels[channel].bridge)
        guard bridge >= 0 else { return }
        if observer != nil { observeLeaving(ofChannel: channel) }
        channels[channel].bridge = -1
        channels[channel].isUnited = false
        noteChange(of: Int(channels[channel].call))
        bridgeMembers.remove(channel, from: &bridges[bridge].channels)
        if bridges[bridge].channels.isEmpty { texts.release(bridgeIDs.remove(bridge, in: texts)) }
    }

    /// Brings all channels of a bridge into the oldest of their calls.
    ///
    /// Those that were in the bridge when this was done last are in one call already, and are not looked at again one by
    /// one: however many there are, one that comes in costs the same.
    mutating func uniteBridge(of channel: Int) {
        let bridge = Int(channels[channel].bridge)
        guard bridge >= 0, let first = ChannelLinks.first(bridges[bridge].channels),
            let newcomer = firstNewcomer(to: bridge)
        else { return }
        var oldest = Int(channels[first].call)
        var next: Int? = newcomer
        while let member = next {
            if isOlder(Int(channels[member].call), oldest) { oldest = Int(channels[member].call) }
            next = bridgeMembers.next(member)
        }
        next = oldest == Int(channels[first].call) ? newcomer : first
        while let member = next {
            next = bridgeMembers.next(member)
            move(member, to: oldest)
            // What was set off by that can have ended calls, and so taken channels out of the bridge.
            if let next, channels[next].bridge != bridge { return }
            if !callIDs.isTaken(oldest) { return }
        }
        next = ChannelLinks.last(bridges[bridge].channels)
        while let member = next, !channels[member].isUnited {
            channels[member].isUnited = true
            next = bridgeMembers.previous(member)
        }
    }

    /// The first of a bridge's channels that is not known to be in the same call as those before it. All that are known
    /// to be stand before all others.
    private mutating func firstNewcomer(to bridge: Int) -> Int? {
        var newcomer: Int?
        var next = ChannelLinks.last(bridges[bridge].channels)
        while let member = next, !channels[member].isUnited {
            newcomer = member
            next = bridgeMembers.previous(member)
        }
        return newcomer
    }

    /// The channels of a bridge are not known to be in one call any more.
    mutating func divideBridge(of channel: Int) {
        var next = ChannelLinks.first(bridges[Int(channels[channel].bridge)].channels)
        while let member = next, channels[member].isUnited {
            channels[member].isUnited = false
            next = bridgeMembers.next(member)
        }
    }
}
