public import AMI
@_spi(Runtime) import CallLogic

extension Correlator {
    /// Takes one message.
    public mutating func receive(_ message: borrowing AMIMessage) {
        guard message.kind == .event, let number = event(message.name) else { return }
        counters.events += 1
        let bytes = message.bytes
        slots.clear(&texts)
        if !joinedTexts.isEmpty { releaseJoined() }
        reader.read(bytes, of: number, into: &slots, &texts)
        var time = arrival
        let header = tables.identity.time
        if slots.has(header) {
            if let own = Timestamp(span(slots.place(header), bytes)) {
                time = own
                clockLead = own.microseconds - arrival.microseconds
            } else {
                counters.undated += 1
            }
        }
        endTimers(until: time.microseconds)
        now = time
        observer?.event(number, at: now, bytes)
        keys = machine.eventKeys[number]
        let triggers = triggers(of: number)
        switch tables.events[number].subject {
        case .none:
            findThings(Subjects(), bytes)
            fire(triggers, on: Subjects(), bytes)
        case .everyCall:
            for place in calls.indices where !calls[place].channels.isEmpty {
                fire(triggers, on: Subjects(call: place), bytes)
            }
        case .rollCallComplete:
            completeRollCall(bytes)
        case .present:
            answerRollCall(number, bytes)
        case .begins:
            receive(number, begins: true, bytes)
        case .mentions, .ends:
            receive(number, begins: false, bytes)
        }
    }

    private mutating func receive(_ event: Int, begins: Bool, _ bytes: RawSpan) {
        var subjects = Subjects()
        let own = tables.events[event].channel
        let other = peerHeaders(of: event)
        if begins {
            guard slots.has(own.id), slots.has(own.call), slots.has(own.name) else {
                counters.malformed += 1
                return
            }
        }
        if slots.has(own.id) {
            subjects.channel = channel(header: own.id, bytes)
            if subjects.channel == nil, begins {
                subjects.channel = begin(
                    channel: slots.place(own.id), name: slots.place(own.name), call: slots.place(own.call), bytes)
                // One that is over a bound was counted there.
                if subjects.channel == nil { return }
            }
        }
        if let other, slots.has(other.id) {
            subjects.peer = channel(header: other.id, bytes)
        } else if !slots.has(own.id) {
            // It names no channel at all.
            willFire(on: subjects, bytes)
            fire(triggers(of: event), on: subjects, bytes)
            return
        }
        guard subjects.channel != nil || subjects.peer != nil else {
            counters.unknownChannels += 1
            // What it says of things is true all the same.
            guard keys.count > 0 else { return }
            findThings(subjects, bytes)
            return fire(triggers(of: event), on: Subjects(), bytes)
        }
        if !callVariables.names.isEmpty { takeVariables(event, of: subjects, bytes) }
        receive(event, about: subjects, bytes)
    }

    /// The headers about the second channel: of several kinds, the first by which the event names one.
    private mutating func peerHeaders(of event: Int) -> EventTable.ChannelHeaders? {
        guard let first = tables.events[event].peer, !slots.has(first.id) else { return tables.events[event].peer }
        for next in tables.events[event].otherPeers where slots.has(next.id) { return next }
        return first
    }

    /// The channel that a header has the id of.
    mutating func channel(header: Int, _ bytes: RawSpan) -> Int? {
        channelIDs.find(span(slots.place(header), bytes), in: texts)
    }

    private mutating func channel(withDevice device: TextPlace, in call: Int, _ bytes: RawSpan) -> Int? {
        var next = ChannelLinks.first(calls[call].channels)
        while let channel = next {
            let its = self.device(of: channel)
            if span(its, bytes).equals(span(device, bytes)) { return channel }
            next = callMembers.next(channel)
        }
        return nil
    }

    /// The headers about a channel that the event names.
    private mutating func headers(_ event: Int, isPeer: Bool) -> EventTable.ChannelHeaders {
        isPeer ? peerHeaders(of: event) ?? tables.events[event].channel : tables.events[event].channel
    }

    /// Gives a channel the name that the event has for it.
    @_spi(Runtime)
    public mutating func rename(_ channel: Int, isPeer: Bool, by event: Int, _ bytes: RawSpan) {
        let header = headers(event, isPeer: isPeer).name
        guard slots.has(header) else { return }
        let place = slots.place(header)
        // Nearly always it has the name that it had.
        if span(place, bytes).equals(texts.span(of: channels[channel].name)) { return }
        texts.release(channels[channel].name)
        channels[channel].name = keep(place, bytes)
        noteChange(of: Int(channels[channel].call))
        setNameFlags(channel)
        if observer != nil { observeName(ofChannel: channel) }
    }

    /// The call that the event says a channel is in, if that is another one that goes on.
    @_spi(Runtime)
    public mutating func call(named event: Int, for channel: Int, isPeer: Bool, _ bytes: RawSpan) -> Int? {
        let header = headers(event, isPeer: isPeer).call
        guard slots.has(header) else { return nil }
        let place = slots.place(header)
        // Nearly always it is in the call that it was in.
        if span(place, bytes).equals(texts.span(of: callIDs.id(Int(channels[channel].call)))) { return nil }
        return call(place, bytes)
    }

    /// Puts a channel into the bridge that the event names, or takes it out.
    @_spi(Runtime)
    public mutating func moveBetweenBridges(_ channel: Int, by event: Int, _ bytes: RawSpan) {
        guard let header = tables.identity.bridgeID, slots.has(header) else { return }
        leaveBridge(channel)
        if tables.events[event].bridge == .enters { enter(channel, bridge: slots.place(header), bytes) }
    }

    /// Finds the second channel where the event names it by its device.
    @_spi(Runtime)
    public mutating func findPeer(_ subjects: inout Subjects, by event: Int, _ bytes: RawSpan) {
        guard let header = tables.events[event].peerDevice, let channel = subjects.channel, slots.has(header) else {
            return
        }
        subjects.peer = self.channel(withDevice: slots.place(header), in: Int(channels[channel].call), bytes)
    }

    /// An event is about to set off its triggers.
    @_spi(Runtime)
    public mutating func willFire(on subjects: Subjects, _ bytes: RawSpan) {
        if let call = subjects.call { calls[call].lastHeard = arrival }
        if keys.count > 0 { findThings(subjects, bytes) }
        if observer != nil { observeSubjects(subjects) }
    }
}
