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
        readHeaders(message, bytes, of: number)
        var time = arrival
        let header = tables.identity.time
        if slots.has(header), let own = Timestamp(bytes.extracting(slots.range(header))) {
            time = own
            clockLead = own.microseconds - arrival.microseconds
        }
        endTimers(until: time.microseconds)
        now = time
        observer?.event(number, at: now, bytes)
        let event = tables.events[number]
        switch event.subject {
        case .none:
            fire(event.triggers, on: Subjects(), bytes)
        case .everyCall:
            for place in calls.indices where !calls[place].channels.isEmpty {
                fire(event.triggers, on: Subjects(call: place), bytes)
            }
        case .rollCallComplete:
            completeRollCall(bytes)
        case .present:
            answerRollCall(event, bytes)
        case .mentions, .begins, .ends:
            receive(event, bytes)
        }
    }

    private mutating func readHeaders(_ message: borrowing AMIMessage, _ bytes: RawSpan, of event: Int) {
        slots.clear()
        var isAuthorsOwn = false
        var headers = message.headers
        while let header = headers.next() {
            guard let number = tables.recogniseHeader(header.name) else { continue }
            if isAuthorsOwn, identityHeaders[number] { continue }
            guard let range = bytes.byteOffsets(of: header.value) else { continue }
            slots.fill(number, header.value, at: range)
            if number == openings[event] { isAuthorsOwn = true }
        }
    }

    private mutating func receive(_ event: EventTable, _ bytes: RawSpan) {
        var subjects = Subjects()
        let own = event.channel
        if event.subject == .begins {
            guard slots.has(own.id), slots.has(own.call), slots.has(own.name) else {
                counters.malformed += 1
                return
            }
        }
        if slots.has(own.id) {
            let id = text(header: own.id, bytes)
            subjects.channel = channelPlaces[id]
            if subjects.channel == nil, event.subject == .begins {
                subjects.channel = begin(
                    channel: id, name: text(header: own.name, bytes), call: text(header: own.call, bytes))
                // One that is over a bound was counted there.
                if subjects.channel == nil { return }
            }
        }
        if let peer = event.peer, slots.has(peer.id) {
            subjects.peer = channelPlaces[text(header: peer.id, bytes)]
        } else if !slots.has(own.id) {
            // It names no channel at all.
            if observer != nil { observeSubjects(subjects) }
            fire(event.triggers, on: subjects, bytes)
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
        if let peer = subjects.peer, let headers = event.peer {
            rename(peer, header: headers.name, bytes)
            follow(peer, header: headers.call, bytes)
        }
        moveBetweenBridges(event, subjects.channel, bytes)
        if let header = event.peerDevice, let channel = subjects.channel, slots.has(header) {
            let device = text(header: header, bytes)
            subjects.peer = calls[channels[channel].call].channels.first { channels[$0].device == device }
        }
        // Following a channel to another call can end a call, but never the one that the channel is in now.
        subjects.call = (subjects.channel ?? subjects.peer).map { channels[$0].call }
        if let call = subjects.call { calls[call].lastHeard = arrival }
        if observer != nil { observeSubjects(subjects) }
        fire(event.triggers, on: subjects, bytes)
        if event.subject == .ends, let channel = subjects.channel {
            end(channel, bytes, tables.occurrences.lastChannelEnded)
        }
    }

    /// A header's value as text, repaired where it is not UTF-8; empty where it says nothing.
    func text(header: Int, _ bytes: RawSpan) -> String {
        String(repairing: bytes.extracting(slots.range(header)))
    }

    private mutating func rename(_ channel: Int, header: Int, _ bytes: RawSpan) {
        guard slots.has(header) else { return }
        let range = slots.range(header)
        // Nearly always it has the name that it had.
        if Self.same(bytes.extracting(range), channels[channel].name) { return }
        channels[channel].name = text(header: header, bytes)
        if observer != nil { observeName(ofChannel: channel) }
        noteChange(of: channels[channel].call)
        setNameFlags(channel)
    }

    static func same(_ bytes: RawSpan, _ text: String) -> Bool {
        let utf8 = text.utf8
        guard bytes.byteCount == utf8.count else { return false }
        var offset = 0
        for byte in utf8 {
            if bytes.byte(at: offset) != byte { return false }
            offset += 1
        }
        return true
    }

    /// A channel whose events carry another call's id belongs to that call from now on.
    private mutating func follow(_ channel: Int, header: Int, _ bytes: RawSpan) {
        guard slots.has(header) else { return }
        let range = slots.range(header)
        if Self.same(bytes.extracting(range), calls[channels[channel].call].id) { return }
        // A call that is over, or that nobody saw begin, is not called back to life by one of its late channels.
        guard let call = callPlaces[text(header: header, bytes)] else { return }
        // Asterisk gives channels that come together the oldest of their ids, so another way round it is late news.
        if Self.isOlder(calls[call], calls[channels[channel].call]) { move(channel, to: call) }
    }

    private mutating func moveBetweenBridges(_ event: EventTable, _ channel: Int?, _ bytes: RawSpan) {
        guard event.bridge != .none, let channel, let header = tables.identity.bridgeID, slots.has(header) else {
            return
        }
        leaveBridge(channel)
        guard event.bridge == .enters else { return }
        enter(channel, bridge: text(header: header, bytes))
    }

    mutating func enter(_ channel: Int, bridge: String) {
        channels[channel].bridge = bridge
        bridges[bridge, default: []].append(channel)
        if observer != nil { observeBridge(ofChannel: channel) }
        noteChange(of: channels[channel].call)
    }

    mutating func leaveBridge(_ channel: Int) {
        let bridge = channels[channel].bridge
        guard !bridge.isEmpty else { return }
        if observer != nil { observeLeaving(ofChannel: channel) }
        channels[channel].bridge = ""
        noteChange(of: channels[channel].call)
        bridges[bridge]?.removeAll { $0 == channel }
        if bridges[bridge]?.isEmpty == true { bridges[bridge] = nil }
    }
}
