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

    /// The first of a bridge's channels that is not known to be in the same call as those before it. All that are known
    /// to be stand before all others.
    mutating func firstNewcomer(to bridge: Int) -> Int? {
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
