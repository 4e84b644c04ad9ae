extension Model {
    /// Looks which of the triggers are set off, and does what the call's state says to each, in order.
    func fire(_ triggers: [Int], _ subjects: Subjects) {
        var subjects = subjects
        var call = subjects.call
        for trigger in triggers {
            if violation != nil { return }
            let state = layout.row(call: call) + CallCell.state
            let isKnown = isWatched(call) || finalStates[Int(cells[state])]
            let ways = isKnown ? slice.cells[Int(cells[state]) * triggerCount + trigger] : slice.openCells[trigger]
            if ways.count > 1 { miss { if isKnown { $0.states = true } else { $0.allCalls = true } } }
            let rules = ways[chooser.choose(ways.count)]
            guard !rules.isEmpty, holds(program.triggers[trigger].conditions, subjects) else { continue }
            for rule in rules where holds(rule.conditions, subjects) {
                if let to = rule.effect.to, isWatched(call) || finalStates[to] { cells[state] = UInt8(to) }
                for action in rule.effect.actions where violation == nil { perform(action, &subjects) }
                // The call can have become one with another, which goes on from here.
                call = subjects.call
                break
            }
            if finalStates[Int(cells[layout.row(call: call) + CallCell.state])] {
                if !channels(of: call).isEmpty { close(call) }
                return
            }
        }
    }

    private func perform(_ action: CallProgram.Action, _ subjects: inout Subjects) {
        switch action {
        case .setNumber(let owner, let place, let sources, let onlyIfUnset):
            set(owner, false, place, sources, onlyIfUnset, subjects)
        case .setText(let owner, let place, let sources, let onlyIfUnset):
            set(owner, true, place, sources, onlyIfUnset, subjects)
        case .setParty(let owner, let place, let number, let name, let onlyIfUnset):
            if onlyIfUnset, isThere(owner, true, place, subjects) { return }
            set(owner, true, place, number, false, subjects)
            set(owner, true, place + 1, name, false, subjects)
        case .addNumber(let owner, let place, let source): add(owner, place, source, subjects)
        case .setCause(let owner, let place, _):
            guard let (slot, cell) = target(owner, false, place, subjects) else { return }
            store(.some, slot, cell)
        case .clearNumber(let owner, let place):
            if let (_, cell) = target(owner, false, place, subjects) { cells[cell] = ModelVocabulary.unset }
        case .clearText(let owner, let place):
            if let (_, cell) = target(owner, true, place, subjects) { cells[cell] = ModelVocabulary.unset }
        case .unite(.bridge):
            guard let channel = subjects.channel else { return }
            uniteBridge(of: channel)
            subjects.call = call(of: channel) ?? subjects.call
        case .unite(.peer):
            guard let peer = subjects.peer, let other = call(of: peer), other != subjects.call else { return }
            let (kept, given) = (min(other, subjects.call), max(other, subjects.call))
            for channel in channels(of: given) { move(channel, to: kept) }
            subjects.call = kept
        case .startTimer(let timer): set(timer, of: subjects.call, true)
        case .stopTimer(let timer): set(timer, of: subjects.call, false)
        case .emit(let message, _): emit(message, subjects)
        }
    }

    private func set(_ timer: Int, of call: Int, _ runs: Bool) {
        guard isWatched(call) else { return }
        let cell = layout.row(call: call) + CallCell.timers
        if runs { cells[cell] |= 1 << UInt8(timer) } else { cells[cell] &= ~(1 << UInt8(timer)) }
    }

    private func uniteBridge(of channel: Int) {
        let members: [Int]
        if slice.tracking.bridges {
            let bridge = cells[layout.row(channel: channel) + ChannelCell.bridge]
            guard bridge > 0 else { return }
            members = known.filter { cells[layout.row(channel: $0) + ChannelCell.bridge] == bridge }
        } else {
            miss { $0.bridges = true }
            members = known.filter { $0 == channel || chooser.flip() }
        }
        guard members.count > 1, let oldest = members.compactMap({ call(of: $0) }).min() else { return }
        for member in members { move(member, to: oldest) }
    }

    // MARK: Facts

    private func target(
        _ owner: CallProgram.Action.Owner, _ isText: Bool, _ place: Int, _ subjects: Subjects
    ) -> (ModelSlot, Int)? {
        let slot = ModelSlot(isChannel: owner != .call, isText: isText, place: place)
        let row = owner == .call ? subjects.call : owner == .channel ? subjects.channel : subjects.peer
        guard let row, owner != .call || isWatched(row), let cell = layout.cell(slot, row) else { return nil }
        return (slot, cell)
    }

    /// Whether a fact has a value already.
    private func isThere(
        _ owner: CallProgram.Action.Owner, _ isText: Bool, _ place: Int, _ subjects: Subjects
    ) -> Bool {
        guard let (_, cell) = target(owner, isText, place, subjects) else {
            miss {
                if owner == .call, !isWatched(subjects.call) {
                    $0.allCalls = true
                } else {
                    $0.slots.insert(ModelSlot(isChannel: owner != .call, isText: isText, place: place))
                }
            }
            return chooser.flip()
        }
        return cells[cell] != ModelVocabulary.unset
    }

    private func set(
        _ owner: CallProgram.Action.Owner, _ isText: Bool, _ place: Int, _ sources: [CallProgram.Source],
        _ onlyIfUnset: Bool, _ subjects: Subjects
    ) {
        guard let (slot, cell) = target(owner, isText, place, subjects) else { return }
        if onlyIfUnset, cells[cell] != ModelVocabulary.unset { return }
        store(value(sources, subjects), slot, cell)
    }

    private func add(
        _ owner: CallProgram.Action.Owner, _ place: Int, _ source: CallProgram.Source, _ subjects: Subjects
    ) {
        guard let (slot, cell) = target(owner, false, place, subjects) else { return }
        var amount = value(source, subjects)
        if case .unknown = amount {
            miss(source, subjects)
            amount = chooser.flip() ? .some : .unset
        }
        if case .unset = amount { return }
        let old = cells[cell]
        guard case .number(let amount) = amount, old != ModelVocabulary.other else {
            return store(.some, slot, cell)
        }
        let base = old == ModelVocabulary.unset ? 0 : slice.vocabulary.numbers[Int(old - ModelVocabulary.first)]
        let (sum, overflow) = base.addingReportingOverflow(amount)
        if !overflow { store(.number(sum), slot, cell) }
    }

    /// Keeps a value as exactly as the place asks; where it may be one of several there, it is chosen.
    private func store(_ value: ModelValue, _ slot: ModelSlot, _ cell: Int) {
        let apart = slice.vocabulary.distinguished[slot] ?? []
        switch value {
        case .unset: cells[cell] = ModelVocabulary.unset
        case .number(let number): cells[cell] = slice.vocabulary.kept(number, in: slot)
        case .text(let text): cells[cell] = slice.vocabulary.kept(text, in: slot)
        case .other(let source):
            let known = slice.vocabulary.distinguished[source] ?? []
            let possible = [ModelVocabulary.other] + apart.filter { !known.contains($0) }
            cells[cell] = possible[chooser.choose(possible.count)]
        case .positive, .some, .unknown:
            var possible = [ModelVocabulary.other] + apart
            if case .unknown = value { possible.append(ModelVocabulary.unset) }
            cells[cell] = possible[chooser.choose(possible.count)]
        }
    }
}
