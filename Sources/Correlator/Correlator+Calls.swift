import AMI
@_spi(Runtime) import CallLogic

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
            // An id can come again. What is dated before the end of the call that had it is late news of that call.
            if let ended = endedCalls.find(span(callID, bytes), in: texts), now < endedCalls[ended].endedAt {
                counters.unknownChannels += 1
                return nil
            }
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
        findOtherHalf(of: place)
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
        claims?.begin(place)
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
}
