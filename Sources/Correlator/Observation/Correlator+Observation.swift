extension Correlator {
    /// Tells the observer what the event at hand is about.
    func observe(_ subjects: Subjects) {
        observer?.observe(
            .subjects(
                call: subjects.call.map { calls[$0].id } ?? "", channel: subjects.channel.map { channels[$0].id } ?? "",
                peer: subjects.peer.map { channels[$0].id } ?? ""))
    }

    /// Tells the observer of a rule that is about to be taken; `nil` for outside of any call.
    func observe(_ trigger: Int, _ rule: Int, of call: Int?) {
        let from = call.map { calls[$0].state } ?? -1
        let to = call == nil ? -1 : tables.rules[rule].to ?? from
        observer?.observe(
            .transition(
                ObservedTransition(
                    call: call.map { calls[$0].id } ?? "", trigger: trigger, rule: rule, from: from, to: to)))
    }

    /// Tells the observer of a channel's new name.
    func observeName(of channel: Int) {
        let call = calls[channels[channel].call].id
        observer?.observe(.channelRenamed(channels[channel].id, name: channels[channel].name, call: call))
    }

    /// Tells the observer of the bridge that a channel is in now, or of the one that it left.
    func observeBridge(of channel: Int, left bridge: String? = nil) {
        let (id, call) = (channels[channel].id, calls[channels[channel].call].id)
        if let bridge {
            observer?.observe(.bridgeLeft(bridge, channel: id, call: call))
        } else {
            observer?.observe(.bridgeEntered(channels[channel].bridge, channel: id, call: call))
        }
    }

    /// Tells the observer of a channel that leaves its call for another.
    func observeMove(of channel: Int, to call: Int) {
        let (id, name) = (channels[channel].id, channels[channel].name)
        let from = calls[channels[channel].call].id
        observer?.observe(
            .channelMoved(id, name: name, from: from, to: calls[call].id, bridge: channels[channel].bridge))
    }
}
