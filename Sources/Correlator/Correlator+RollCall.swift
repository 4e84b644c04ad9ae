import AMI
@_spi(Runtime) import CallLogic

extension Correlator {
    /// The action that lists all channels; `nil` where the behaviour knows none.
    var rollCallAction: String? { tables.rollCall?.action }

    /// What to ask after each login, besides.
    var asks: [String] { tables.asks }

    /// A resynchronisation without an event for this long counts as one that will never end.
    private static var rollCallPatience: Int64 { 60_000_000 }

    /// Whether a call had no event for so long that Asterisk should be asked about it, or the last resynchronisation came to
    /// nothing, and nobody is asking yet.
    mutating func wantsRollCall(at time: Timestamp) -> Bool {
        guard tables.rollCall != nil else { return false }
        if let running = runningRollCall {
            let heard = running.heard ?? time
            runningRollCall?.heard = heard
            guard time.microseconds - heard.microseconds > Self.rollCallPatience else { return false }
            rollCallCameToNothing()
        }
        if isRollCallWanted { return true }
        for call in calls.indices
        where callIDs.isTaken(call) && time.microseconds - calls[call].lastHeard.microseconds > options.silence {
            return true
        }
        return false
    }

    /// A resynchronisation was requested with this action id: channels that it does not list have ended.
    mutating func beginRollCall(actionID: String) {
        rollCall += 1
        runningRollCall = RunningRollCall(actionID: actionID)
        isRollCallWanted = false
    }

    /// No answer will come: the connection was lost, or the PBX refused.
    mutating func abandonRollCall() {
        runningRollCall = nil
        isRollCallWanted = false
    }

    /// Who was not named may be there all the same: nothing is made of it, and it is asked again.
    private mutating func rollCallCameToNothing() {
        counters.unfinishedRollCalls += 1
        runningRollCall = nil
        isRollCallWanted = true
    }

    private func isOurs(_ bytes: RawSpan) -> Bool {
        guard let running = runningRollCall, let table = tables.rollCall, slots.has(table.actionID)
        else { return false }
        return String(repairing: span(slots.place(table.actionID), bytes)) == running.actionID
    }

    /// A channel that exists. One that is not known yet is adopted, which fires triggers of its own.
    mutating func answerRollCall(_ event: Int, _ bytes: RawSpan) {
        let own = tables.events[event].channel
        guard isOurs(bytes) else { return }
        runningRollCall?.heard = arrival
        guard slots.has(own.id), slots.has(own.call), slots.has(own.name) else {
            counters.malformed += 1
            return
        }
        runningRollCall?.answers += 1
        let known = channel(header: own.id, bytes)
        let call = call(slots.place(own.call), bytes)
        if let known {
            channels[known].rollCall = rollCall
            calls[Int(channels[known].call)].lastHeard = arrival
            if let call { move(known, to: call) }
        }
        guard
            let channel = known
                ?? begin(channel: slots.place(own.id), name: slots.place(own.name), call: slots.place(own.call), bytes)
        else { return }
        if known == nil, call == nil { calls[Int(channels[channel].call)].isFound = true }
        let subjects = Subjects(call: Int(channels[channel].call), channel: channel)
        findThings(subjects, bytes)
        fire(known == nil ? triggers(of: event) : triggers(of: .channelPresent), on: subjects, bytes)
    }

    /// The end of the list: whatever was there before and was not named is gone, if all came that it counts.
    mutating func completeRollCall(_ bytes: RawSpan) {
        guard isOurs(bytes) else { return }
        if let count = tables.rollCall?.count, slots.has(count),
            span(slots.place(count), bytes).integer(as: Int.self) != runningRollCall?.answers
        {
            return rollCallCameToNothing()
        }
        runningRollCall = nil
        for place in channels.indices where channelIDs.isTaken(place) && channels[place].rollCall < rollCall {
            end(place, .lastChannelLost)
        }
    }
}
