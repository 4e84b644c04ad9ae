@_spi(Runtime) import CallLogic

// Calls the observer. Callers check that there is one, so that no id is turned into a string while nobody
// watches.
extension Correlator {
    // MARK: How calls and channels are kept

    private func id(ofCall call: Int) -> String { text(of: callIDs.id(call)) }

    private func id(ofChannel channel: Int) -> String { text(of: channelIDs.id(channel)) }

    private func name(ofChannel channel: Int) -> String { text(of: channels[channel].name) }

    private func call(ofChannel channel: Int) -> String { id(ofCall: Int(channels[channel].call)) }

    private func bridge(ofChannel channel: Int) -> String {
        let bridge = Int(channels[channel].bridge)
        return bridge < 0 ? "" : text(of: bridgeIDs.id(bridge))
    }

    // MARK: What comes of an event

    func observeSubjects(_ subjects: Subjects) {
        observer?.observe(
            .subjects(
                call: subjects.call.map { id(ofCall: $0) } ?? "",
                channel: subjects.channel.map { id(ofChannel: $0) } ?? "",
                peer: subjects.peer.map { id(ofChannel: $0) } ?? ""))
    }

    /// A rule is about to be taken, for a call or, with `nil`, outside of any.
    func observeTransition(_ trigger: Int, _ rule: Rule, of call: Int?) {
        let from = call.map { Int(calls[$0].state) } ?? -1
        let to = call == nil ? -1 : rule.to < 0 ? from : Int(rule.to)
        observer?.observe(
            .transition(
                ObservedTransition(
                    call: call.map { id(ofCall: $0) } ?? "", trigger: trigger, rule: Int(rule.number), from: from,
                    to: to)))
    }

    func observeTimer(_ timer: Int, of call: Int) {
        observer?.observe(.timerEnded(timer, call: id(ofCall: call), at: now))
    }

    /// The message that was collected last.
    func observeMessage() {
        if let message = collected.last { observer?.observe(.message(message)) }
    }

    // MARK: Calls and channels

    func observeBeginning(ofCall call: Int) {
        observer?.observe(.callBegan(id(ofCall: call)))
    }

    /// Before its id is forgotten.
    func observeEnd(ofCall call: Int) {
        observer?.observe(.callEnded(id(ofCall: call), mergedInto: text(of: calls[call].mergedInto)))
    }

    func observeBeginning(ofChannel channel: Int) {
        let name = name(ofChannel: channel)
        observer?.observe(.channelBegan(id(ofChannel: channel), name: name, call: call(ofChannel: channel)))
    }

    /// Once it has its new name.
    func observeName(ofChannel channel: Int) {
        let name = name(ofChannel: channel)
        observer?.observe(.channelRenamed(id(ofChannel: channel), name: name, call: call(ofChannel: channel)))
    }

    /// While it is still in its old call.
    func observeMove(ofChannel channel: Int, to call: Int) {
        observer?.observe(
            .channelMoved(
                id(ofChannel: channel), name: name(ofChannel: channel), from: self.call(ofChannel: channel),
                to: id(ofCall: call), bridge: bridge(ofChannel: channel)))
    }

    /// Before it is taken out of its call.
    func observeEnd(ofChannel channel: Int) {
        observer?.observe(.channelEnded(id(ofChannel: channel), call: call(ofChannel: channel)))
    }

    /// Once it is in its bridge.
    func observeBridge(ofChannel channel: Int) {
        let bridge = bridge(ofChannel: channel)
        observer?.observe(.bridgeEntered(bridge, channel: id(ofChannel: channel), call: call(ofChannel: channel)))
    }

    /// While it is still in its bridge.
    func observeLeaving(ofChannel channel: Int) {
        let bridge = bridge(ofChannel: channel)
        observer?.observe(.bridgeLeft(bridge, channel: id(ofChannel: channel), call: call(ofChannel: channel)))
    }
}
