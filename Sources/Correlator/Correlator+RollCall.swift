import AMI

extension Correlator {
    /// The action that lists all channels; `nil` where the behaviour knows none.
    var rollCallAction: String? { tables.rollCall?.action }

    /// What to ask after each login, besides.
    var asks: [String] { tables.asks }

    /// Whether a call has not been heard of for so long that it should be asked about, and nobody is asking yet.
    func wantsRollCall(at time: Timestamp) -> Bool {
        guard rollCallActionID.isEmpty, tables.rollCall != nil else { return false }
        for call in calls.indices
        where callIDs.isTaken(call) && time.microseconds - calls[call].lastHeard.microseconds > options.silence {
            return true
        }
        return false
    }

    /// A roll call was sent with this action id: what is there will be told now, and what is not is gone.
    mutating func beginRollCall(actionID: String) {
        rollCall += 1
        rollCallActionID = actionID
    }

    /// No answer will come: the connection was lost, or the PBX refused.
    mutating func abandonRollCall() {
        rollCallActionID = ""
    }

    private func isOurs(_ bytes: RawSpan) -> Bool {
        guard !rollCallActionID.isEmpty, let table = tables.rollCall, slots.has(table.actionID) else { return false }
        return String(repairing: span(slots.place(table.actionID), bytes)) == rollCallActionID
    }

    /// One channel that is there. One that is not known is adopted, and the triggers tell the behaviour so.
    mutating func answerRollCall(_ event: Int, _ bytes: RawSpan) {
        let own = tables.events[event].channel
        guard isOurs(bytes) else { return }
        guard slots.has(own.id), slots.has(own.call), slots.has(own.name) else {
            counters.malformed += 1
            return
        }
        if let channel = channel(header: own.id, bytes) {
            channels[channel].rollCall = rollCall
            calls[Int(channels[channel].call)].lastHeard = arrival
            if let call = call(slots.place(own.call), bytes) { move(channel, to: call) }
            return
        }
        guard
            let channel = begin(
                channel: slots.place(own.id), name: slots.place(own.name), call: slots.place(own.call), bytes)
        else { return }
        fire(
            machine.eventTriggers[event], on: Subjects(call: Int(channels[channel].call), channel: channel), bytes)
    }

    /// The end of the list: whatever was there before and was not named is gone.
    mutating func completeRollCall(_ bytes: RawSpan) {
        guard isOurs(bytes) else { return }
        rollCallActionID = ""
        for place in channels.indices where channelIDs.isTaken(place) && channels[place].rollCall < rollCall {
            end(place, machine.lastChannelLost)
        }
    }
}
