/// What Asterisk can say: one event of AMI with all its choices.
extension Model {
    func receive(_ number: Int) -> Bool {
        let event = program.specification.ami.events[number]
        self.event = event
        let triggers = slice.eventTriggers[number]
        switch event.channel {
        case .none: return false
        case .everyCall:
            var anyone = false
            for call in 0..<layout.calls where isLive(call) && violation == nil {
                anyone = true
                fire(triggers, Subjects(call: call))
            }
            return anyone
        case .begins:
            let known = distinct(known)
            // One that a roll call found already can be told of as new, too.
            let choice = chooser.choose(known.count + 1)
            if choice > 0 {
                trace?.channel = trace?.channels[known[choice - 1]]
                return mention(event, channel: known[choice - 1], peer: nil, triggers)
            }
            guard let channel = begin(isPresent: false) else { return false }
            say(header: event.prefix + program.specification.ami.channelID.text, true)
            fire(triggers, Subjects(call: call(of: channel) ?? 0, channel: channel))
            return true
        case .mentions, .ends:
            guard let (channel, peer) = chooseChannels(event) else { return false }
            return mention(event, channel: channel, peer: peer, triggers)
        }
    }

    private func chooseChannels(_ event: EventDeclaration) -> (channel: Int?, peer: Int?)? {
        let all = self.known
        guard !all.isEmpty else { return nil }
        let known = distinct(all)
        let own = chooser.choose(known.count + (event.peer == nil ? 0 : 1))
        let channel = own < known.count ? known[own] : nil
        var peer: Int?
        if event.peer != nil {
            let others = distinct(all.filter { $0 != channel })
            // Where neither is known, the event is passed over.
            let choice = chooser.choose(others.count + (channel == nil ? 0 : 1))
            peer = choice < others.count ? others[choice] : nil
        }
        if let trace {
            trace.channel = channel.map { trace.channels[$0] }
            trace.peer = peer.map { trace.channels[$0] }
        }
        return (channel, peer)
    }

    private func mention(_ event: EventDeclaration, channel: Int?, peer: Int?, _ triggers: [Int]) -> Bool {
        let id = program.specification.ami.channelID.text
        if channel != nil { say(header: event.prefix + id, true) }
        if let prefix = event.peer?.text, peer != nil { say(header: prefix + id, true) }
        if let channel {
            if tellsNews(event) { rename(channel) }
            trace?.channel = trace?.channels[channel]
            if tellsNews(event) { follow(channel) }
            trace?.channelCall = callName(of: channel)
        }
        if let peer {
            if newsEvent == nil { rename(peer) }
            trace?.peer = trace?.channels[peer]
            if newsEvent == nil { follow(peer) }
            trace?.peerCall = callName(of: peer)
        }
        // A call that lost its last channel so can have been caught at it.
        if violation != nil { return true }
        var second = peer
        if let channel {
            moveBetweenBridges(event, channel)
            if let device = event.peerDevice, let call = call(of: channel) {
                let members = channels(of: call)
                let choice = chooser.choose(members.count + 1)
                if choice > 0 { second = members[choice - 1] }
                say(header: device.text, choice > 0 ? true : nil)
                if let trace, let second { trace.device = Self.device(of: trace.channels[second].name) }
            }
        }
        guard let call = (channel ?? second).flatMap({ self.call(of: $0) }) else { return false }
        fire(triggers, Subjects(call: call, channel: channel, peer: second))
        if event.channel == .ends, let channel, violation == nil { end(channel, lastEnded) }
        return true
    }

    /// Whether a channel's new name or call is looked for in an event. Where an event does nothing but tell of them, it
    /// comes before any other that would.
    private func tellsNews(_ event: EventDeclaration) -> Bool {
        newsEvent.map { program.specification.ami.events[$0].name == event.name } ?? true
    }

    /// The name of a channel without its unique part.
    private static func device(of name: String) -> String {
        name.lastIndex(of: "-").map { String(name[..<$0]) } ?? name
    }

    /// What is certain of a header: that it is there.
    private func say(header name: String, _ isThere: Bool?) {
        guard isThere == true, let number = program.headers.firstIndex(where: { $0.name == name }) else { return }
        touched.append(number)
        masks[number] &= ~1
    }

    // MARK: Channels

    /// A channel that is new: with a call of its own, in one that goes on, or in one that began unseen.
    private func begin(isPresent: Bool) -> Int? {
        guard let channel = (0..<layout.channels).first(where: { call(of: $0) == nil }) else { return nil }
        let live = (0..<layout.calls).filter { isLive($0) }
        let hasRoom = live.count < layout.calls
        enum Way { case join(Int), own(older: Bool), unseen(older: Bool) }
        var ways = live.map { Way.join($0) }
        if hasRoom {
            ways.append(.own(older: false))
            // It differs from one of its own only in what the call is named after.
            if slice.tracking.identities { ways.append(.unseen(older: false)) }
            if !live.isEmpty { ways.append(.unseen(older: true)) }
            if !live.isEmpty, isPresent { ways.append(.own(older: true)) }
        }
        guard !ways.isEmpty else { return nil }
        let row = layout.row(channel: channel)
        var isOwn = false
        var older = false
        let place: Int
        switch ways[chooser.choose(ways.count)] {
        case .join(let call):
            place = call
            // The channel that a call found going on is named after need not be listed first.
            if isPresent, slice.tracking.identities,
                !known.contains(where: { Int(cells[layout.row(channel: $0) + ChannelCell.origin]) == call + 1 })
            {
                isOwn = chooser.flip()
            }
        case .own(let isOlder): (isOwn, older, place) = (true, isOlder, isOlder ? 0 : live.count)
        case .unseen(let isOlder): (older, place) = (isOlder, isOlder ? 0 : live.count)
        }
        let isNew = !live.contains(place) || older
        if isNew { insertCall(at: place) }
        cells[row + ChannelCell.call] = UInt8(place) + 1
        if isOwn, slice.tracking.identities { cells[row + ChannelCell.origin] = UInt8(place) + 1 }
        for slot in layout.channelSlots {
            if let cell = layout.cell(slot, channel) { cells[cell] = slice.vocabulary.start(slot) }
        }
        for (cell, slot) in namedCells {
            let values = nameValues(slot)
            cells[row + cell] = values[chooser.choose(values.count)]
        }
        name(channel, call: place, isOwn: isOwn, isOlder: older, isNew: isNew)
        return channel
    }

    /// What a flag that follows from a channel's name can be.
    private func nameValues(_ slot: ModelSlot) -> [UInt8] {
        let (no, yes) = (slice.vocabulary.kept(0, in: slot), slice.vocabulary.kept(1, in: slot))
        let isConfigured = program.channelNumbers[slot.place].fact.namesFrom != nil
        return isConfigured ? [ModelVocabulary.unset, no, yes] : [no, yes]
    }

    /// A channel can have another name than it had.
    private func rename(_ channel: Int) {
        let row = layout.row(channel: channel)
        for (cell, slot) in namedCells {
            let others = nameValues(slot).filter { $0 != cells[row + cell] }
            let choice = chooser.choose(others.count + 1)
            guard choice > 0 else { continue }
            cells[row + cell] = others[choice - 1]
            if trace != nil {
                trace?.channels[channel].name = channelName(channel, id: trace?.channels[channel].id ?? "")
            }
        }
    }

    /// An event can carry the id of an older call than the channel was in.
    private func follow(_ channel: Int) {
        guard violation == nil, let own = call(of: channel) else { return }
        let older = (0..<own).filter { isLive($0) }
        let choice = chooser.choose(older.count + 1)
        if choice > 0 { move(channel, to: older[choice - 1]) }
    }

    private func moveBetweenBridges(_ event: EventDeclaration, _ channel: Int) {
        guard let role = event.bridge, slice.tracking.bridges else { return }
        let cell = layout.row(channel: channel) + ChannelCell.bridge
        cells[cell] = 0
        guard role == .enters else { return }
        let bridges = Set(known.map { cells[layout.row(channel: $0) + ChannelCell.bridge] }.filter { $0 > 0 }).sorted()
        let choice = chooser.choose(bridges.count + 1)
        let new = (UInt8(1)...UInt8(layout.channels + 1)).first { !bridges.contains($0) } ?? 1
        cells[cell] = choice == 0 ? new : bridges[choice - 1]
        trace?.bridge = "bridge-\(cells[cell])"
    }

    // MARK: Roll calls and timers

    func present(_ number: Int) -> Bool {
        let event = program.specification.ami.events[number]
        self.event = event
        let known = distinct(known)
        let choice = chooser.choose(known.count + 1)
        if choice > 0 {
            let channel = known[choice - 1]
            let others = (0..<layout.calls).filter { isLive($0) && $0 != call(of: channel) }
            guard !others.isEmpty else { return false }
            trace?.channel = trace?.channels[channel]
            let target = others[chooser.choose(others.count)]
            trace?.channelCall = trace?.calls[target]
            move(channel, to: target)
            return true
        }
        guard let channel = begin(isPresent: true) else { return false }
        say(header: event.prefix + program.specification.ami.channelID.text, true)
        fire(slice.eventTriggers[number], Subjects(call: call(of: channel) ?? 0, channel: channel))
        return true
    }

    func completeRollCall() -> Bool {
        event = nil
        let lost = known.filter { _ in chooser.flip() }
        if let trace { trace.lost = lost.map { trace.channels[$0] } }
        for channel in lost where violation == nil { end(channel, lastLost) }
        return !lost.isEmpty
    }

    func end(timer: Int) -> Bool {
        event = nil
        let calls = (0..<layout.calls).filter {
            isWatched($0) ? cells[layout.row(call: $0) + CallCell.timers] & (1 << UInt8(timer)) != 0 : isLive($0)
        }
        guard !calls.isEmpty else { return false }
        let call = calls[chooser.choose(calls.count)]
        let row = layout.row(call: call)
        trace?.timerCall = trace?.calls[call]
        if !isWatched(call) { miss { $0.allCalls = true } }
        cells[row + CallCell.timers] &= ~(1 << UInt8(timer))
        let wasLive = isLive(call)
        fire(slice.timerTriggers[timer], Subjects(call: call))
        // One that is over is forgotten with its last timer.
        if !wasLive, cells[row + CallCell.timers] == 0 {
            for cell in row..<row + layout.callWidth { cells[cell] = 0 }
        }
        return true
    }

    // MARK: Names, for a story

    private func callName(of channel: Int) -> String? {
        guard let trace, let call = call(of: channel) else { return nil }
        return trace.calls[call]
    }

    private func name(_ channel: Int, call: Int, isOwn: Bool, isOlder: Bool, isNew: Bool) {
        guard let trace else { return }
        trace.count += 1
        let id = "\(isOlder ? 1_700_000_000 - trace.count : 1_800_000_000).\(trace.count * 10)"
        let own = isOwn && !isNew ? trace.calls[call] : id
        trace.channels[channel] = .init(id: own, name: "")
        if isNew {
            trace.calls[call] =
                isOwn ? id : isOlder ? "\(1_700_000_000 - trace.count).1" : "1800000000.\(trace.count * 10 - 5)"
        }
        trace.channels[channel].name = channelName(channel, id: own)
        trace.channel = trace.channels[channel]
        trace.channelCall = trace.calls[call]
    }

    /// A name that the channel's flags follow from.
    private func channelName(_ channel: Int, id: String) -> String {
        let number = id.split(separator: ".").last.flatMap { Int($0) } ?? 0
        let unique = String(100_000_000 + number).dropFirst()
        var device = "PJSIP/\(100 + number / 10)"
        for (cell, slot) in namedCells
        where cells[layout.row(channel: channel) + cell] == slice.vocabulary.kept(1, in: slot)
            && slice.vocabulary.kept(1, in: slot) != slice.vocabulary.kept(0, in: slot)
        {
            let fact = program.channelNumbers[slot.place].fact
            device =
                fact.names.first?.replacing("*", with: "\(100 + number / 10)").replacing("?", with: "x")
                ?? "PJSIP/\(fact.namesFrom?.text ?? "line")"
        }
        return "\(device)-\(unique)"
    }
}
