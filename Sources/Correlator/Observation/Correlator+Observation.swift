/// What an observer is told; asked only where there is one, as ids are made texts for it.
extension Correlator {
    func id(ofCall call: Int) -> String { text(of: callIDs.id(call)) }

    func id(ofChannel channel: Int) -> String { text(of: channelIDs.id(channel)) }

    private func name(of channel: Int) -> String { text(of: channels[channel].name) }

    private func call(of channel: Int) -> String { id(ofCall: Int(channels[channel].call)) }

    /// Tells the observer what the event at hand is about.
    func observe(_ subjects: Subjects) {
        observer?.observe(
            .subjects(
                call: subjects.call.map { id(ofCall: $0) } ?? "",
                channel: subjects.channel.map { id(ofChannel: $0) } ?? "",
                peer: subjects.peer.map { id(ofChannel: $0) } ?? ""))
    }

    /// Tells the observer of a rule that is about to be taken, one of a choice; `nil` for outside of any call.
    func observe(_ trigger: Int, _ choice: Int, _ rule: Int, of call: Int?) {
        let number = tables.choices[choice][rule - Int(machine.choices[choice].start)]
        let from = call.map { Int(calls[$0].state) } ?? -1
        let to = call == nil ? -1 : tables.rules[number].to ?? from
        observer?.observe(
            .transition(
                ObservedTransition(
                    call: call.map { id(ofCall: $0) } ?? "", trigger: trigger, rule: number, from: from, to: to)))
    }

    /// Tells the observer of a new channel.
    func observeBeginning(of channel: Int) {
        observer?.observe(.channelBegan(id(ofChannel: channel), name: name(of: channel), call: call(of: channel)))
    }

    /// Tells the observer of a channel's new name.
    func observeName(of channel: Int) {
        observer?.observe(.channelRenamed(id(ofChannel: channel), name: name(of: channel), call: call(of: channel)))
    }

    /// Tells the observer of the bridge that a channel is in now, or of the one that it leaves.
    func observeBridge(_ bridge: Int, of channel: Int, isLeft: Bool = false) {
        let (bridge, channel, call) = (text(of: bridgeIDs.id(bridge)), id(ofChannel: channel), call(of: channel))
        observer?.observe(
            isLeft
                ? .bridgeLeft(bridge, channel: channel, call: call)
                : .bridgeEntered(bridge, channel: channel, call: call))
    }

    /// Tells the observer of a channel that leaves its call for another.
    func observeMove(of channel: Int, to call: Int) {
        let bridge = Int(channels[channel].bridge)
        observer?.observe(
            .channelMoved(
                id(ofChannel: channel), name: name(of: channel), from: self.call(of: channel), to: id(ofCall: call),
                bridge: bridge < 0 ? "" : text(of: bridgeIDs.id(bridge))))
    }

    /// Tells the observer of a call that is over.
    func observeEnd(of call: Int) {
        observer?.observe(.callEnded(id(ofCall: call), mergedInto: text(of: calls[call].mergedInto)))
    }
}
