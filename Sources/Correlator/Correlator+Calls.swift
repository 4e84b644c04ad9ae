import AMI

extension Correlator {
    /// Takes note of a new channel; `nil` where a bound forbids.
    mutating func begin(channel id: TextPlace, name: TextPlace, call callID: TextPlace, _ bytes: RawSpan) -> Int? {
        guard channelIDs.count < options.maximumChannels else {
            counters.overBound += 1
            return nil
        }
        let call: Int
        if let known = self.call(callID, bytes) {
            call = known
        } else if !span(id, bytes).equals(span(callID, bytes)),
            let ended = endedCalls.find(span(callID, bytes), in: texts)
        {
            // A call ends once. What it became one with can have become one with yet another.
            guard let known = goingOn(after: ended) else {
                counters.unknownChannels += 1
                return nil
            }
            call = known
        } else {
            guard callIDs.count < options.maximumCalls else {
                counters.overBound += 1
                return nil
            }
            call = begin(call: callID, bytes)
        }
        // The first channel of a call has the call's own id.
        let known = callIDs.id(call)
        let isFirst = span(id, bytes).equals(texts.span(of: known))
        let place = channelIDs.insert(isFirst ? texts.share(known) : keep(id, bytes), in: texts)
        let channel = Channel(name: keep(name, bytes), call: Int32(call), rollCall: rollCall)
        if place == channels.count { channels.add(CollectionOfOne(channel)) } else { channels[place] = channel }
        channelFacts.reset(place)
        callMembers.append(place, to: &calls[call].channels)
        setNameFlags(place)
        noteChange(of: call)
        if observer != nil { observeBeginning(ofChannel: place) }
        return place
    }

    /// The call of this id that is going on.
    mutating func call(_ id: TextPlace, _ bytes: RawSpan) -> Int? { callIDs.find(span(id, bytes), in: texts) }

    /// The call that one which is over became part of, where that goes on.
    private mutating func goingOn(after ended: Int) -> Int? {
        var successor = endedCalls[ended].successor
        // Each is older than the one before, so this ends; the bound is for ids that say nothing of age.
        for _ in 0..<16 {
            if let call = callIDs.find(texts.span(of: successor), in: texts) { return call }
            guard let ended = endedCalls.find(texts.span(of: successor), in: texts) else { return nil }
            successor = endedCalls[ended].successor
        }
        return nil
    }

    mutating func begin(call id: TextPlace, _ bytes: RawSpan) -> Int {
        let place = callIDs.insert(keep(id, bytes), in: texts)
        var call = Call(beganAt: now, lastHeard: arrival)
        sent.reset(place)
        // An id that comes again, as whoever originates calls can give them, goes on counting: no event id comes twice.
        if let ended = endedCalls.find(span(id, bytes), in: texts) {
            call.sequence = endedCalls[ended].sequence
            for message in tables.messages.indices { sent[place, message] = endedCalls.sent(ended, message) }
        }
        if place == calls.count { calls.add(CollectionOfOne(call)) } else { calls[place] = call }
        callFacts.reset(place)
        resetTimers(of: place)
        counters.callsBegun += 1
        if observer != nil { observeBeginning(ofCall: place) }
        return place
    }

    mutating func setNameFlags(_ channel: Int) {
        for flag in nameFlags.indices {
            var matches = false
            for glob in nameFlags[flag].globs where glob.matches(texts.span(of: channels[channel].name)) {
                matches = true
                break
            }
            channelFacts.set(channel, nameFlags[flag].place, matches ? 1 : 0)
        }
    }

    /// Takes a channel from its call over to another; a call that loses its last one so is over.
    mutating func move(_ channel: Int, to call: Int) {
        let old = Int(channels[channel].call)
        guard old != call else { return }
        if observer != nil { observeMove(ofChannel: channel, to: call) }
        callMembers.remove(channel, from: &calls[old].channels)
        texts.release(calls[old].mergedInto)
        calls[old].mergedInto = texts.share(callIDs.id(call))
        channels[channel].call = Int32(call)
        callMembers.append(channel, to: &calls[call].channels)
        calls[call].lastHeard = arrival
        if channels[channel].isUnited { divideBridge(of: channel) }
        noteChange(of: old)
        noteChange(of: call)
        fire(machine.channelArrived, on: Subjects(call: call), RawSpan())
        guard calls[old].channels.isEmpty else { return }
        fire(machine.lastChannelMoved, on: Subjects(call: old), RawSpan())
        close(old)
    }

    /// Takes a channel that is gone out of everything; what its call says to losing the last one is in `triggers`.
    mutating func end(_ channel: Int, _ triggers: Slice) {
        // Its end can have been the end of its call, which took it along.
        guard channelIDs.isTaken(channel) else { return }
        leaveBridge(channel)
        let call = Int(channels[channel].call)
        if observer != nil { observeEnd(ofChannel: channel) }
        callMembers.remove(channel, from: &calls[call].channels)
        noteChange(of: call)
        forget(channel)
        guard calls[call].channels.isEmpty, callIDs.isTaken(call) else { return }
        fire(triggers, on: Subjects(call: call), RawSpan())
        close(call)
    }

    private mutating func forget(_ channel: Int) {
        texts.release(channelIDs.remove(channel, in: texts))
        texts.release(channels[channel].name)
        channels[channel].name = TextStore.empty
        channelFacts.release(channel, from: &texts)
    }

    /// Forgets a call, with whatever channels it still has.
    mutating func close(_ call: Int) {
        guard callIDs.isTaken(call) else { return }
        while let channel = ChannelLinks.first(calls[call].channels) {
            leaveBridge(channel)
            callMembers.remove(channel, from: &calls[call].channels)
            forget(channel)
        }
        noteEnd(of: call)
        counters.callsEnded += 1
        if observer != nil { observeEnd(ofCall: call) }
        let id = callIDs.remove(call, in: texts)
        endedCalls.insert(id, calls[call], at: call, sent: sent, messages: tables.messages.count, in: &texts)
        calls[call].mergedInto = TextStore.empty
        callFacts.release(call, from: &texts)
    }

    /// Brings all channels of two calls into the older of them, and says which it is.
    mutating func unite(_ first: Int, _ second: Int) -> Int {
        guard first != second else { return first }
        let (kept, given) = isOlder(second, first) ? (second, first) : (first, second)
        var next = ChannelLinks.first(calls[given].channels)
        while let channel = next {
            next = callMembers.next(channel)
            move(channel, to: kept)
            // What was set off by that can have ended a call.
            guard callIDs.isTaken(kept), let following = next, Int(channels[following].call) == given else { break }
        }
        return kept
    }

    /// Whether the first of two calls that become one is the one that is kept.
    mutating func isOlder(_ left: Int, _ right: Int) -> Bool {
        guard let first = CallAge(texts.span(of: callIDs.id(left))),
            let second = CallAge(texts.span(of: callIDs.id(right)))
        else { return calls[left].beganAt < calls[right].beganAt }
        return first < second
    }
}
