@_spi(Runtime) import CallLogic

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
            // One that a resynchronisation found already can be reported as new, too.
            let choice = choose(.begun(known), known.count + 1)
            if choice > 0 {
                trace?.channel = trace?.channels[known[choice - 1]]
                return mention(number, channel: known[choice - 1], peer: nil)
            }
            guard let channel = begin(isPresent: false) else { return false }
            say(header: event.prefix + program.specification.ami.channelID.text, true)
            fire(triggers, Subjects(call: call(of: channel) ?? 0, channel: channel), isLast: true)
            return !isKnownFromHere
        case .mentions, .ends:
            guard let (channel, peer) = chooseChannels(event) else { return false }
            return mention(number, channel: channel, peer: peer)
        }
    }

    private func chooseChannels(_ event: EventDeclaration) -> (channel: Int?, peer: Int?)? {
        let all = self.known
        guard !all.isEmpty else { return nil }
        let known = distinct(all)
        let own = choose(.channel(known), known.count + (event.peer == nil ? 0 : 1))
        let channel = own < known.count ? known[own] : nil
        var peer: Int?
        if event.peer != nil {
            let others = distinct(all.filter { $0 != channel })
            // Where neither is known, the event is passed over.
            let choice = choose(.peer(others), others.count + (channel == nil ? 0 : 1))
            peer = choice < others.count ? others[choice] : nil
        }
        if let trace {
            trace.channel = channel.map { trace.channels[$0] }
            trace.peer = peer.map { trace.channels[$0] }
        }
        return (channel, peer)
    }

    private func mention(_ number: Int, channel: Int?, peer: Int?) -> Bool {
        let event = program.specification.ami.events[number]
        let id = program.specification.ami.channelID.text
        guard channel != nil || peer != nil, isAssumed(event, channel, peer) else { return false }
        if channel != nil { say(header: event.prefix + id, true) }
        // Which of several prefixes names it is open.
        if event.peers.count == 1, let prefix = event.peer?.text, peer != nil { say(header: prefix + id, true) }
        var run = ModelRun(model: self)
        run.receive(number, about: Subjects(channel: channel, peer: peer), RawSpan())
        return !isKnownFromHere
    }

    /// Any two channels can hear each other from an event on, or not any more.
    func pair(_ number: Int) -> Bool {
        event = program.specification.ami.events[number]
        let all = self.known
        guard all.count > 1 else { return false }
        let known = distinct(all)
        let channel = known[chooser.choose(known.count)]
        let others = distinct(all.filter { $0 != channel })
        let peer = others[chooser.choose(others.count)]
        guard let call = call(of: channel) else { return false }
        if let trace {
            trace.channel = trace.channels[channel]
            trace.peer = trace.channels[peer]
            trace.channelCall = callName(of: channel)
            trace.peerCall = callName(of: peer)
        }
        fire(slice.pairTriggers[number], Subjects(call: call, channel: channel, peer: peer), isLast: true)
        return !isKnownFromHere
    }

    /// Whether a channel's new name or call is looked for in an event. Where an event does nothing but tell of them, it
    /// comes before any other that would.
    private func tellsNews(_ event: Int, isPeer: Bool) -> Bool {
        answer != nil || newsEvent.map { $0 == event && !isPeer } ?? true
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
        var ways: [ModelQuestion.Way] = []
        for call in live {
            ways.append(.join(call, isNamedAfter: false))
            // The channel that a call is named after need not be the first that is heard of.
            if slice.tracking.identities,
                !known.contains(where: { Int(cells[layout.row(channel: $0) + ChannelCell.origin]) == call + 1 })
            {
                ways.append(.join(call, isNamedAfter: true))
            }
        }
        if live.count < layout.calls {
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
        switch ways[choose(.begins(ways), ways.count)] {
        case .join(let call, let isNamedAfter): (place, isOwn) = (call, isNamedAfter)
        case .own(let isOlder): (isOwn, older, place) = (true, isOlder, isOlder ? 0 : live.count)
        case .unseen(let isOlder): (older, place) = (isOlder, isOlder ? 0 : live.count)
        }
        let isNew = !live.contains(place) || older
        if isNew { insertCall(at: place) }
        cells[row + ChannelCell.call] = ModelCell(place) + 1
        if isOwn, slice.tracking.identities { cells[row + ChannelCell.origin] = ModelCell(place) + 1 }
        beginAssumptions(of: channel, isPresent: isPresent)
        for slot in layout.channelSlots {
            if let cell = layout.cell(slot, channel) { cells[cell] = slice.vocabulary.start(slot) }
        }
        for (cell, slot) in namedCells {
            let values = nameValues(slot)
            cells[row + cell] = values[choose(.name(slot, channel: channel, values), values.count)]
        }
        name(channel, call: place, isOwn: isOwn, isOlder: older, isNew: isNew)
        return channel
    }

    /// What a flag that follows from a channel's name can be.
    private func nameValues(_ slot: ModelSlot) -> [ModelCell] {
        let (no, yes) = (slice.vocabulary.kept(0, in: slot), slice.vocabulary.kept(1, in: slot))
        let isConfigured = program.channelNumbers[slot.place].fact.namesFrom != nil
        return isConfigured ? [ModelVocabulary.unset, no, yes] : [no, yes]
    }

    /// A channel can have another name than it had.
    func rename(_ channel: Int, isPeer: Bool, by event: Int) {
        defer {
            if let trace {
                if isPeer { trace.peer = trace.channels[channel] } else { trace.channel = trace.channels[channel] }
            }
        }
        guard tellsNews(event, isPeer: isPeer) else { return }
        let row = layout.row(channel: channel)
        for (cell, slot) in namedCells {
            let others = nameValues(slot).filter { $0 != cells[row + cell] }
            let all = [cells[row + cell]] + others
            let choice = choose(.name(slot, channel: channel, all), all.count)
            guard choice > 0 else { continue }
            cells[row + cell] = all[choice]
            if trace != nil {
                trace?.channels[channel].name = channelName(channel, id: trace?.channels[channel].id ?? "")
            }
        }
    }

    /// An event can carry the id of an older call than the channel was in.
    func call(named event: Int, for channel: Int, isPeer: Bool) -> Int? {
        guard violation == nil, let own = call(of: channel) else { return nil }
        var named: Int?
        if tellsNews(event, isPeer: isPeer) {
            let older = (0..<own).filter { isLive($0) }
            let choice = choose(.follows(channel: channel, older), older.count + 1)
            if choice > 0 { named = older[choice - 1] }
        }
        if let trace {
            let id = trace.calls[named ?? own]
            if isPeer { trace.peerCall = id } else { trace.channelCall = id }
        }
        return named
    }

    /// An event can name its second channel by the device, or not at all.
    func findPeer(_ subjects: inout Subjects, by event: Int) {
        guard let device = program.specification.ami.events[event].peerDevice, let channel = subjects.channel,
            let call = call(of: channel)
        else { return }
        let members = channels(of: call)
        let choice = choose(.device(members), members.count + 1)
        guard choice > 0 else { return }
        subjects.peer = members[choice - 1]
        say(header: device.text, true)
        if let trace { trace.device = Self.device(of: trace.channels[members[choice - 1]].name) }
    }

    func moveBetweenBridges(_ channel: Int, by event: Int) {
        guard let role = program.specification.ami.events[event].bridge, slice.tracking.bridges else { return }
        let cell = layout.row(channel: channel) + ChannelCell.bridge
        guard role == .enters else {
            // Where no bridge is named, nothing is left.
            if cells[cell] > 0, choose(.leaves, 2) == 0 {
                trace?.bridge = "bridge-\(cells[cell])"
                cells[cell] = 0
            }
            return
        }
        let others = Set(
            known.filter { $0 != channel }.map { cells[layout.row(channel: $0) + ChannelCell.bridge] }.filter { $0 > 0 }
        ).sorted()
        let choice = choose(.enters(channel: channel, others), others.count + 2)
        if choice == others.count + 1 { return }
        let new = (ModelCell(1)...ModelCell(layout.channels + 1)).first { !others.contains($0) } ?? 1
        cells[cell] = choice == 0 ? new : others[choice - 1]
        trace?.bridge = "bridge-\(cells[cell])"
    }

    // MARK: Assumptions

    /// Whether an event can come, by all that is assumed; what follows from it is noted.
    private func isAssumed(_ event: EventDeclaration, _ channel: Int?, _ peer: Int?) -> Bool {
        guard let subject = event.peer == nil ? channel : peer else { return true }
        for (number, assumption) in program.assumptions.enumerated() {
            let isOwn = program.specification.ami.events[assumption.event].name.text == event.name.text
            let isOther = assumption.others.contains {
                program.specification.ami.events[$0].name.text == event.name.text
            }
            guard isOwn || isOther else { continue }
            guard let cell = layout.cell(assumption: number, of: subject) else {
                if isOwn { miss { $0.assumptions.insert(number) } }
                continue
            }
            if isOwn {
                if cells[cell] == 0 { return false }
                if assumption.kind == .onlyAfter { cells[cell] = 0 }
            }
            if isOther { cells[cell] = assumption.kind == .neverAfter ? 0 : 1 }
        }
        return true
    }

    /// Of a channel that was found going on nobody knows what came before.
    private func beginAssumptions(of channel: Int, isPresent: Bool) {
        for number in layout.assumptions {
            guard let cell = layout.cell(assumption: number, of: channel) else { continue }
            cells[cell] = isPresent || program.assumptions[number].kind == .neverAfter ? 1 : 0
        }
    }

    // MARK: Roll calls and timers

    func present(_ number: Int) -> Bool {
        let event = program.specification.ami.events[number]
        self.event = event
        let known = distinct(known)
        let choice = choose(.begun(known), known.count + 1)
        if choice > 0 {
            let channel = known[choice - 1]
            let others = (0..<layout.calls).filter { isLive($0) && $0 != call(of: channel) }
            let triggers = occurrenceTriggers[.channelPresent] ?? []
            guard !others.isEmpty || !triggers.isEmpty else { return false }
            trace?.channel = trace?.channels[channel]
            let target = choose(.follows(channel: channel, others), others.count + 1)
            guard target > 0 || !triggers.isEmpty else { return false }
            if target > 0 {
                trace?.channelCall = trace?.calls[others[target - 1]]
                move(channel, to: others[target - 1])
            }
            if let call = call(of: channel) { fire(triggers, Subjects(call: call, channel: channel)) }
            return true
        }
        guard let channel = begin(isPresent: true) else { return false }
        say(header: event.prefix + program.specification.ami.channelID.text, true)
        fire(slice.eventTriggers[number], Subjects(call: call(of: channel) ?? 0, channel: channel))
        return true
    }

    func completeRollCall() -> Bool {
        event = nil
        let lost = known.filter { choose(.lost($0), 2) == 1 }
        if let trace { trace.lost = lost.map { trace.channels[$0] } }
        for channel in lost where violation == nil { end(channel, .lastChannelLost) }
        return !lost.isEmpty
    }

    func end(timer: Int) -> Bool {
        event = nil
        let calls = (0..<layout.calls).filter { call in
            guard isWatched(call), let cell = layout.cell(timer: timer, of: call) else { return isLive(call) }
            return cells[cell] != 0
        }
        guard !calls.isEmpty else { return false }
        let call = calls[choose(.timer(calls), calls.count)]
        trace?.timerCall = trace?.calls[call]
        if !isWatched(call) { miss { $0.allCalls = true } }
        var run = ModelRun(model: self)
        run.end(timer: timer, of: call)
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
