import AMI

extension Correlator {
    /// Looks which of the triggers are set off, and does what the call's state says to each, in order.
    mutating func fire(_ triggers: Slice, on subjects: Subjects, _ bytes: RawSpan) {
        guard var call = subjects.call else { return fireOutside(triggers, bytes) }
        var subjects = subjects
        let count = machine.triggers.count
        for place in triggers.range {
            let trigger = Int(machine.triggerLists[place])
            let choice = Int(tables.transitions[Int(calls[call].state) &* count &+ trigger])
            guard choice > 0, holds(machine.triggers[trigger], subjects, bytes) else { continue }
            for rule in machine.choices[choice].range where holds(machine.rules[rule].tests, subjects, bytes) {
                if observer != nil { observeTransition(trigger, choice, rule, of: call) }
                let rule = machine.rules[rule]
                if rule.to >= 0 { calls[call].state = Int16(rule.to) }
                noteChange(of: call)
                for step in rule.steps.range { perform(machine.steps[step], &subjects, bytes) }
                // The call can have become one with another, which goes on from here.
                call = subjects.call ?? call
                break
            }
            // Over is over: the call is forgotten here, its other triggers are not asked any more.
            if tables.finalStates[Int(calls[call].state)] {
                if !calls[call].channels.isEmpty { close(call) }
                return
            }
        }
    }

    /// The same for what happens outside of any call.
    private mutating func fireOutside(_ triggers: Slice, _ bytes: RawSpan) {
        var subjects = Subjects()
        for place in triggers.range {
            let trigger = Int(machine.triggerLists[place])
            let choice = Int(tables.transitions[tables.finalStates.count * machine.triggers.count + trigger])
            guard choice > 0, holds(machine.triggers[trigger], subjects, bytes) else { continue }
            for rule in machine.choices[choice].range where holds(machine.rules[rule].tests, subjects, bytes) {
                if observer != nil { observeTransition(trigger, choice, rule, of: nil) }
                for step in machine.rules[rule].steps.range { perform(machine.steps[step], &subjects, bytes) }
                break
            }
        }
    }

    // MARK: Tests

    mutating func holds(_ tests: Slice, _ subjects: Subjects, _ bytes: RawSpan) -> Bool {
        for test in tests.range where holds(machine.tests[test], subjects, bytes) == machine.tests[test].isNegated {
            return false
        }
        return true
    }

    @inline(__always)
    private mutating func holds(_ test: Test, _ subjects: Subjects, _ bytes: RawSpan) -> Bool {
        switch test.check {
        case .word(let word): return slots.code(header(test.operand)) == word
        case .words(let words):
            let code = slots.code(header(test.operand))
            for word in words.range where machine.words[word] == code { return true }
            return false
        case .headerIsSet: return slots.has(header(test.operand))
        case .textIsSet: return !text(test.operand, subjects, bytes).isEmpty
        case .numberIsSet: return number(test.operand, subjects, bytes) != FactPool.unset
        case .number(let expected): return number(test.operand, subjects, bytes) == expected
        case .texts(let some):
            let text = text(test.operand, subjects, bytes)
            for other in some.range
            where span(text, bytes).equals(texts.span(of: machine.texts[other])) { return true }
            return false
        case .sameText(let other):
            let text = text(test.operand, subjects, bytes)
            let other = self.text(other, subjects, bytes)
            return !text.isEmpty && span(text, bytes).equals(span(other, bytes))
        case .sameNumber(let other):
            let number = number(test.operand, subjects, bytes)
            return number != FactPool.unset && number == self.number(other, subjects, bytes)
        case .atLeast(let other):
            let number = number(test.operand, subjects, bytes)
            return number != FactPool.unset && number >= self.number(other, subjects, bytes)
        case .matches(let patterns):
            let text = text(test.operand, subjects, bytes)
            for pattern in patterns.range where machine.patterns[pattern].matches(span(text, bytes)) { return true }
            return false
        case .digits:
            let place = text(test.operand, subjects, bytes)
            let text = span(place, bytes)
            for offset in 0..<text.byteCount where text.byte(at: offset) &- UInt8(ascii: "0") >= 10 { return false }
            return text.byteCount > 0
        case .never: return false
        }
    }

    private func header(_ operand: Operand) -> Int {
        guard case .header(let header) = operand else { preconditionFailure("only headers have a vocabulary") }
        return Int(header)
    }

    // MARK: Steps

    private mutating func perform(_ step: Step, _ subjects: inout Subjects, _ bytes: RawSpan) {
        switch step {
        case .setNumber(let owner, let place, let operands, let bounds, let onlyIfUnset):
            if onlyIfUnset, read(owner, subjects, place) != FactPool.unset { return }
            var number = number(operands, subjects, bytes)
            if bounds >= 0, !machine.bounds[Int(bounds)].contains(number) { number = FactPool.unset }
            write(owner, subjects, place, number)
        case .addNumber(let owner, let place, let operand):
            let amount = number(operand, subjects, bytes)
            let old = read(owner, subjects, place)
            guard amount != FactPool.unset else { return }
            let (sum, overflow) = (old == FactPool.unset ? 0 : old).addingReportingOverflow(amount)
            if !overflow { write(owner, subjects, place, sum) }
        case .setCause(let owner, let place, let operands):
            let code = number(operands, subjects, bytes)
            let known = (0...127).contains(code) ? Int(code) : 0
            write(owner, subjects, place, Int64(tables.causeOfCode[known]))
        case .setText(let owner, let place, let operands, let onlyIfUnset):
            if onlyIfUnset, hasText(owner, subjects, place) { return }
            write(owner, subjects, place, keep(text(operands, subjects, bytes), bytes))
        case .setParty(let owner, let place, let number, let name, let onlyIfUnset):
            if onlyIfUnset, hasText(owner, subjects, place) { return }
            // Both are taken before either is written: one can be made of the other.
            let newNumber = keep(text(number, subjects, bytes), bytes)
            let newName = keep(text(name, subjects, bytes), bytes)
            write(owner, subjects, place, newNumber)
            write(owner, subjects, place + 1, newName)
        case .clearNumber(let owner, let place): write(owner, subjects, place, FactPool.unset)
        case .clearText(let owner, let place): write(owner, subjects, place, TextStore.empty)
        case .uniteBridge:
            guard let channel = subjects.channel else { return }
            uniteBridge(of: channel)
            subjects.call = Int(channels[channel].call)
        case .unitePeer:
            guard let call = subjects.call, let peer = subjects.peer else { return }
            subjects.call = unite(call, Int(channels[peer].call))
        case .startTimer(let timer): if let call = subjects.call { start(timer: Int(timer), of: call) }
        case .stopTimer(let timer): if let call = subjects.call { stop(timer: Int(timer), of: call) }
        case .emit(let message, let date):
            emit(Int(message), subjects, bytes, at: number(date, subjects, bytes))
        }
    }

    private mutating func read(_ owner: Action.Owner, _ subjects: Subjects, _ place: FactPlace) -> Int64 {
        switch owner {
        case .call: subjects.call.map { callFacts.number($0, place) } ?? FactPool.unset
        case .channel: subjects.channel.map { channelFacts.number($0, place) } ?? FactPool.unset
        case .peer: subjects.peer.map { channelFacts.number($0, place) } ?? FactPool.unset
        }
    }

    private mutating func hasText(_ owner: Action.Owner, _ subjects: Subjects, _ place: Int32) -> Bool {
        switch owner {
        case .call: subjects.call.map { callFacts.text($0, Int(place)) != TextStore.empty } ?? false
        case .channel: subjects.channel.map { channelFacts.text($0, Int(place)) != TextStore.empty } ?? false
        case .peer: subjects.peer.map { channelFacts.text($0, Int(place)) != TextStore.empty } ?? false
        }
    }

    private mutating func write(_ owner: Action.Owner, _ subjects: Subjects, _ place: FactPlace, _ number: Int64) {
        switch owner {
        case .call: if let call = subjects.call { callFacts.set(call, place, number) }
        case .channel: if let channel = subjects.channel { channelFacts.set(channel, place, number) }
        case .peer: if let peer = subjects.peer { channelFacts.set(peer, place, number) }
        }
    }

    /// Writes a text, and owns it from now on.
    private mutating func write(_ owner: Action.Owner, _ subjects: Subjects, _ place: Int32, _ text: UInt32) {
        switch (owner, subjects.call, subjects.channel, subjects.peer) {
        case (.call, let call?, _, _):
            texts.release(callFacts.text(call, Int(place)))
            callFacts.set(call, Int(place), text: text)
        case (.channel, _, let channel?, _), (.peer, _, _, let channel?):
            texts.release(channelFacts.text(channel, Int(place)))
            channelFacts.set(channel, Int(place), text: text)
        default: texts.release(text)
        }
    }
}
