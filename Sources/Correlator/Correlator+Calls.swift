import AMI

extension Correlator {
    /// Takes note of a new channel; `nil` where a bound forbids.
    mutating func begin(channel id: String, name: String, call callID: String) -> Int? {
        guard channelPlaces.count < options.maximumChannels else {
            counters.overBound += 1
            return nil
        }
        let call: Int
        if let known = callPlaces[callID] {
            call = known
        } else if id != callID, let successor = endedCalls.successor(of: callID) {
            // A call ends once. What it became one with can have become one with yet another.
            guard let known = goingOn(successor) else {
                counters.unknownChannels += 1
                return nil
            }
            call = known
        } else {
            guard callPlaces.count < options.maximumCalls else {
                counters.overBound += 1
                return nil
            }
            call = begin(call: callID)
        }
        let channel = Channel(id: id, name: name, call: call, rollCall: rollCall)
        let place: Int
        if let free = freeChannels.popLast() {
            place = free
            channels[place] = channel
        } else {
            place = channels.count
            channels.append(channel)
        }
        channelFacts.reset(place)
        channelPlaces[id] = place
        calls[call].channels.append(place)
        setNameFlags(place)
        noteChange(of: call)
        if observer != nil { observeBeginning(ofChannel: place) }
        return place
    }

    /// The call of this id, or the one that it became part of, where that goes on.
    private func goingOn(_ id: String) -> Int? {
        var id = id
        // Each is older than the one before, so this ends; the bound is for ids that say nothing of age.
        for _ in 0..<16 {
            if let call = callPlaces[id] { return call }
            guard let successor = endedCalls.successor(of: id) else { return nil }
            id = successor
        }
        return nil
    }

    mutating func begin(call id: String) -> Int {
        var call = Call(
            id: id, age: CallAge(id), beganAt: now, lastHeard: arrival,
            sent: Array(repeating: 0, count: tables.messages.count))
        // An id that comes again, as whoever originates calls can give them, goes on counting: no event id comes twice.
        if let ended = endedCalls.ended(id) {
            call.sequence = ended.sequence
            call.sent = ended.sent
        }
        let place: Int
        if let free = freeCalls.popLast() {
            place = free
            calls[place] = call
        } else {
            place = calls.count
            calls.append(call)
        }
        callFacts.reset(place)
        resetTimers(of: place)
        callPlaces[id] = place
        counters.callsBegun += 1
        if observer != nil { observeBeginning(ofCall: place) }
        return place
    }

    mutating func setNameFlags(_ channel: Int) {
        let name = channels[channel].name
        for (place, globs) in nameFlags {
            channelFacts.set(channel, place, globs.contains { $0.matches(name) } ? 1 : 0)
        }
    }

    /// Takes a channel from its call over to another; a call that loses its last one so is over.
    mutating func move(_ channel: Int, to call: Int) {
        let old = channels[channel].call
        guard old != call else { return }
        if observer != nil { observeMove(ofChannel: channel, to: call) }
        calls[old].channels.removeAll { $0 == channel }
        calls[old].mergedInto = calls[call].id
        channels[channel].call = call
        calls[call].channels.append(channel)
        calls[call].lastHeard = arrival
        noteChange(of: old)
        noteChange(of: call)
        fire(tables.occurrences.channelArrived, on: Subjects(call: call), RawSpan())
        guard calls[old].channels.isEmpty else { return }
        fire(tables.occurrences.lastChannelMoved, on: Subjects(call: old), RawSpan())
        close(old)
    }

    /// Takes a channel that is gone out of everything; what its call says to losing the last one is in `triggers`.
    mutating func end(_ channel: Int, _ bytes: RawSpan, _ triggers: [Int]) {
        // Its end can have been the end of its call, which took it along.
        guard !channels[channel].id.isEmpty else { return }
        leaveBridge(channel)
        let call = channels[channel].call
        if observer != nil { observeEnd(ofChannel: channel) }
        calls[call].channels.removeAll { $0 == channel }
        noteChange(of: call)
        channelPlaces[channels[channel].id] = nil
        channels[channel].id = ""
        channels[channel].name = ""
        freeChannels.append(channel)
        guard calls[call].channels.isEmpty, callPlaces[calls[call].id] == call else { return }
        fire(triggers, on: Subjects(call: call), RawSpan())
        close(call)
    }

    /// Forgets a call, with whatever channels it still has.
    mutating func close(_ call: Int) {
        guard callPlaces[calls[call].id] == call else { return }
        callPlaces[calls[call].id] = nil
        endedCalls.insert(calls[call])
        noteEnd(of: call)
        counters.callsEnded += 1
        for channel in calls[call].channels {
            leaveBridge(channel)
            channelPlaces[channels[channel].id] = nil
            channels[channel].id = ""
            channels[channel].name = ""
            freeChannels.append(channel)
        }
        if observer != nil { observeEnd(ofCall: call) }
        calls[call].channels = []
        calls[call].id = ""
        freeCalls.append(call)
    }

    /// Brings all channels of a bridge into the oldest of their calls.
    mutating func uniteBridge(of channel: Int) {
        guard let members = bridges[channels[channel].bridge], members.count > 1 else { return }
        var oldest = channels[members[0]].call
        for member in members where Self.isOlder(calls[channels[member].call], calls[oldest]) {
            oldest = channels[member].call
        }
        for member in members { move(member, to: oldest) }
    }

    /// Brings all channels of two calls into the older of them, and says which it is.
    mutating func unite(_ first: Int, _ second: Int) -> Int {
        guard first != second else { return first }
        let (kept, given) = Self.isOlder(calls[second], calls[first]) ? (second, first) : (first, second)
        for channel in calls[given].channels { move(channel, to: kept) }
        return kept
    }

    /// Whether the first of two calls that become one is the one that is kept.
    static func isOlder(_ left: Call, _ right: Call) -> Bool {
        guard let first = left.age, let second = right.age else { return left.beganAt < right.beganAt }
        return first < second
    }
}
