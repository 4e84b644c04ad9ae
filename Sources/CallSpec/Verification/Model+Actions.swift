@_spi(Runtime) import CallLogic

extension Model {
    /// Does one step; what it means is the runtime's business where it is more than a change of one value.
    func perform(_ action: CallProgram.Action, _ subjects: inout Subjects) {
        var run = ModelRun(model: self)
        func fact(_ owner: CallProgram.Action.Owner, _ place: Int, isText: Bool) -> ModelFact {
            ModelFact(owner: owner, isText: isText, place: place)
        }
        switch action {
        case .setNumber(let owner, let place, let sources, let onlyIfUnset):
            run.setNumber(
                fact(owner, place, isText: false), sources, onlyIfUnset: onlyIfUnset, subjects, RawSpan())
        case .setText(let owner, let place, let sources, let onlyIfUnset):
            run.setText(fact(owner, place, isText: true), sources, onlyIfUnset: onlyIfUnset, subjects, RawSpan())
        case .setParty(let owner, let place, let number, let name, let onlyIfUnset):
            run.setParty(
                (fact(owner, place, isText: true), number), (fact(owner, place + 1, isText: true), name),
                onlyIfUnset: onlyIfUnset, subjects, RawSpan())
        case .addNumber(let owner, let place, let source): add(fact(owner, place, isText: false), source, subjects)
        case .setCause(let owner, let place, _):
            if let (slot, cell) = target(fact(owner, place, isText: false), subjects) { store(.some, slot, cell) }
        case .clearNumber(let owner, let place):
            if let (_, cell) = target(fact(owner, place, isText: false), subjects) {
                cells[cell] = ModelVocabulary.unset
            }
        case .clearText(let owner, let place):
            if let (_, cell) = target(fact(owner, place, isText: true), subjects) {
                cells[cell] = ModelVocabulary.unset
            }
        case .mergeBridge: run.mergeBridge(&subjects)
        case .mergePeer: run.mergePeer(&subjects)
        case .startTimer(let timer): run.setTimer(timer, of: subjects.ownCall, runs: true)
        case .stopTimer(let timer): run.setTimer(timer, of: subjects.ownCall, runs: false)
        case .say(let word): saying = slice.words.firstIndex(of: word)
        case .emit(let message, _): emit(message, subjects)
        case .startThingTimer, .stopThingTimer, .clearThing, .forgetThing, .keepThings, .emitChanged: break
        case .emitForEach(let message, _, _):
            // How many lines there are is open; that they are several makes no difference.
            for _ in 0..<chooser.choose(3) { emit(message, subjects) }
        case .appendText(let owner, let place, let sources):
            guard let (slot, cell) = target(fact(owner, place, isText: true), subjects) else { return }
            switch value(sources, asNumber: false, subjects) {
            case .unset: return
            case .unknown: if !chooser.flip() { return }
            default: break
            }
            store(.some, slot, cell)
        case .eachChannel(let conditions, let actions):
            let call = subjects.ownCall
            run.perform(actions, forEachChannelOf: call, RawSpan()) { [self] in holds(conditions, $1) }
        }
    }

    /// The channels in a channel's bridge, itself among them; where bridges are not kept track of, any can be.
    func channelsInBridge(of channel: Int) -> [Int] {
        guard slice.tracking.bridges else {
            miss { $0.bridges = true }
            return known.filter { $0 == channel || chooser.flip() }
        }
        let bridge = cells[layout.row(channel: channel) + ChannelCell.bridge]
        return bridge > 0 ? known.filter { cells[layout.row(channel: $0) + ChannelCell.bridge] == bridge } : []
    }

    // MARK: Facts

    private func owner(_ owner: CallProgram.Action.Owner, _ subjects: Subjects) -> Int? {
        switch owner {
        case .call: subjects.call
        case .channel: subjects.channel
        case .peer: subjects.peer
        case .thing: nil
        }
    }

    /// Where a fact is kept; `nil` where it is not.
    func target(_ fact: ModelFact, _ subjects: Subjects) -> (ModelSlot, Int)? {
        guard let row = owner(fact.owner, subjects), fact.owner != .call || isWatched(row),
            let cell = layout.cell(fact.slot, row)
        else { return nil }
        return (fact.slot, cell)
    }

    /// Whether a fact has a value already.
    func isSet(_ fact: ModelFact, _ subjects: Subjects) -> Bool {
        guard owner(fact.owner, subjects) != nil else { return false }
        guard let (_, cell) = target(fact, subjects) else {
            miss {
                if fact.owner == .call, !isWatched(subjects.ownCall) {
                    $0.allCalls = true
                } else {
                    $0.slots.insert(fact.slot)
                }
            }
            return chooser.flip()
        }
        return cells[cell] != ModelVocabulary.unset
    }

    private func add(_ fact: ModelFact, _ source: CallProgram.Source, _ subjects: Subjects) {
        guard let (slot, cell) = target(fact, subjects) else { return }
        let amount = value([source], asNumber: true, subjects)
        if case .unset = amount { return }
        let old = slice.vocabulary.value(cells[cell], in: slot)
        let bounds = slice.vocabulary.bounds[slot]
        let base: Int? =
            switch old {
            case .unset: 0
            case .number(let number): number
            default: nil
            }
        if case .number(let amount) = amount, let base {
            let (sum, overflow) = base.addingReportingOverflow(amount)
            if !overflow, bounds?.contains(sum) != false { cells[cell] = slice.vocabulary.kept(sum, in: slot) }
            return
        }
        // What is out of bounds, or too large for any number, is not added.
        trace?.isLoose = true
        if base == nil || bounds != nil, chooser.flip() { return }
        store(.some, slot, cell)
    }

    /// Keeps a value as exactly as the place asks; where it may be one of several there, it is chosen.
    func store(_ value: ModelValue, _ slot: ModelSlot, _ cell: Int) {
        let vocabulary = slice.vocabulary
        let bounds = vocabulary.bounds[slot]
        func isAllowed(_ code: ModelCell) -> Bool {
            guard let bounds, case .number(let number) = vocabulary.value(code, in: slot) else { return true }
            return bounds.contains(number)
        }
        switch value {
        case .unset: cells[cell] = ModelVocabulary.unset
        case .number(let number):
            cells[cell] =
                bounds?.contains(number) == false ? ModelVocabulary.unset : vocabulary.kept(number, in: slot)
        case .text(let text): cells[cell] = vocabulary.kept(text, in: slot)
        case .header(let header): cells[cell] = code(ofHeader: header, in: slot)
        case .other(let source):
            var possible = [ModelVocabulary.other]
            for code in vocabulary.codes(in: slot) where isAllowed(code) {
                let isElsewhere =
                    switch vocabulary.value(code, in: slot) {
                    case .number(let number): vocabulary.kept(number, in: source) != ModelVocabulary.other
                    case .text(let text): vocabulary.kept(text, in: source) != ModelVocabulary.other
                    default: false
                    }
                if !isElsewhere { possible.append(code) }
            }
            if let bounds {
                let given = vocabulary.bounds[source]
                let isInside = given.map { bounds.contains($0.lowerBound) && bounds.contains($0.upperBound) } ?? false
                if !isInside { possible.append(ModelVocabulary.unset) }
            }
            if possible.count > 1 { trace?.isLoose = true }
            cells[cell] = possible[chooser.choose(possible.count)]
        case .positive, .some, .unknown:
            var possible = [ModelVocabulary.other] + vocabulary.codes(in: slot).filter(isAllowed)
            if case .unknown = value {
                possible.append(ModelVocabulary.unset)
            } else if bounds != nil {
                possible.append(ModelVocabulary.unset)
            }
            if possible.count > 1 { trace?.isLoose = true }
            cells[cell] = possible[chooser.choose(possible.count)]
        }
    }

    /// What a header says, as a place keeps it: one of the values that are distinguished there, or another.
    private func code(ofHeader header: Int, in slot: ModelSlot) -> ModelCell {
        let vocabulary = slice.vocabulary
        let words = program.headers[header].vocabulary
        let bounds = vocabulary.bounds[slot]
        func code(_ word: String) -> ModelCell {
            if slot.isText { return vocabulary.kept(word, in: slot) }
            guard let number = HeaderValues.integer(word) else { return ModelVocabulary.unset }
            return bounds?.contains(number) == false ? ModelVocabulary.unset : vocabulary.kept(number, in: slot)
        }
        // First whether it is one of the words that conditions ask for, of those that make a difference here.
        for (number, word) in words.enumerated() {
            let kept = code(word)
            guard kept != ModelVocabulary.other, masks[header] & HeaderValues.word(number) != 0 else { continue }
            if narrow(header, to: HeaderValues.word(number)) { return kept }
        }
        guard masks[header] & HeaderValues.others != 0 else { return ModelVocabulary.other }
        if let pin = pins[header] {
            switch pin {
            case .number(let number):
                if !slot.isText {
                    return bounds?.contains(number) == false
                        ? ModelVocabulary.unset : vocabulary.kept(number, in: slot)
                }
            case .text(let text): if slot.isText { return vocabulary.kept(text, in: slot) }
            }
            return ModelVocabulary.other
        }
        // Then which of the values that the place distinguishes it is; none of them at first.
        var possible: [(code: ModelCell, pin: HeaderPin?)] = [(ModelVocabulary.other, nil)]
        for code in vocabulary.codes(in: slot) {
            switch vocabulary.value(code, in: slot) {
            case .number(let number) where !words.contains(String(number)) && bounds?.contains(number) != false:
                possible.append((code, .number(number)))
            case .text(let text) where !words.contains(text) && masks[header] & HeaderValues.bit(of: text) != 0:
                possible.append((code, .text(text)))
            default: break
            }
        }
        // Which number that is none of them is left open: it can be one that another place distinguishes.
        if bounds != nil { possible.append((ModelVocabulary.unset, nil)) }
        let choice = choose(.value(header, slot, possible.map(\.code)), possible.count)
        if bounds != nil, choice == possible.count - 1 { trace?.isLoose = true }
        if let pin = possible[choice].pin {
            // It is none of the words of the vocabulary then.
            touched.append(header)
            switch pin {
            case .number: masks[header] &= HeaderValues.number
            case .text(let text): masks[header] &= HeaderValues.bit(of: text)
            }
            pins[header] = pin
        }
        return possible[choice].code
    }
}
