public import AMI

extension Correlator {
    /// What the event at hand is about.
    struct Subjects {
        var call: Int?
        var channel: Int?
        var peer: Int?
    }

    /// Takes one message.
    public mutating func receive(_ message: borrowing AMIMessage) {
        guard message.kind == .event, let number = tables.recogniseEvent(message.name) else { return }
        counters.events += 1
        let bytes = message.bytes
        slots.clear(&texts)
        reader.read(bytes, of: number, into: &slots, &texts)
        var time = arrival
        let header = tables.identity.time
        if slots.has(header), let own = Timestamp(span(slots.place(header), bytes)) {
            time = own
            clockLead = own.microseconds - arrival.microseconds
        }
        endTimers(until: time.microseconds)
        now = time
        observer?.event(number, at: now, bytes)
        let triggers = machine.eventTriggers[number]
        switch tables.events[number].subject {
        case .none:
            fire(triggers, on: Subjects(), bytes)
        case .everyCall:
            for place in calls.indices where !calls[place].channels.isEmpty {
                fire(triggers, on: Subjects(call: place), bytes)
            }
        case .rollCallComplete:
            completeRollCall(bytes)
        case .present:
            answerRollCall(number, bytes)
        case .mentions:
            receive(number, bytes)
        case .begins:
            receive(number, begins: true, bytes)
        case .ends:
            receive(number, ends: true, bytes)
        }
    }

    private mutating func receive(_ event: Int, begins: Bool = false, ends: Bool = false, _ bytes: RawSpan) {
        let triggers = machine.eventTriggers[event]
        var subjects = Subjects()
        let own = tables.events[event].channel
        let other = tables.events[event].peer
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
            if observer != nil { observeSubjects(subjects) }
            fire(triggers, on: subjects, bytes)
            return
        }
        guard subjects.channel != nil || subjects.peer != nil else {
            counters.unknownChannels += 1
            return
        }
        if let channel = subjects.channel {
            rename(channel, header: own.name, bytes)
            follow(channel, header: own.call, bytes)
        }
        if let peer = subjects.peer, let other {
            rename(peer, header: other.name, bytes)
            follow(peer, header: other.call, bytes)
        }
        moveBetweenBridges(tables.events[event].bridge, subjects.channel, bytes)
        if let header = tables.events[event].peerDevice, let channel = subjects.channel, slots.has(header) {
            subjects.peer = self.channel(withDevice: slots.place(header), in: Int(channels[channel].call), bytes)
        }
        // Following a channel to another call can end a call, but never the one that the channel is in now.
        if let channel = subjects.channel ?? subjects.peer {
            let call = Int(channels[channel].call)
            subjects.call = call
            calls[call].lastHeard = arrival
        }
        if observer != nil { observeSubjects(subjects) }
        fire(triggers, on: subjects, bytes)
        if ends, let channel = subjects.channel { end(channel, machine.lastChannelEnded) }
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

    private mutating func rename(_ channel: Int, header: Int, _ bytes: RawSpan) {
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

    /// A channel whose events carry another call's id belongs to that call from now on.
    private mutating func follow(_ channel: Int, header: Int, _ bytes: RawSpan) {
        guard slots.has(header) else { return }
        let place = slots.place(header)
        let own = Int(channels[channel].call)
        if span(place, bytes).equals(texts.span(of: callIDs.id(own))) { return }
        // A call that is over, or that nobody saw begin, is not called back to life by one of its late channels.
        guard let call = call(place, bytes) else { return }
        // Asterisk gives channels that come together the oldest of their ids, so another way round it is late news.
        if isOlder(call, own) { move(channel, to: call) }
    }

    private mutating func moveBetweenBridges(_ role: EventTable.BridgeRole, _ channel: Int?, _ bytes: RawSpan) {
        guard role != .none, let channel, let header = tables.identity.bridgeID, slots.has(header) else { return }
        leaveBridge(channel)
        if role == .enters { enter(channel, bridge: slots.place(header), bytes) }
    }
}
