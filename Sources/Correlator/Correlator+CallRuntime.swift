// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import AMI
@_spi(Runtime) import CallLogic
import HeapModule

// How calls live is written in `CallRuntime`; what is written here is how the correlator keeps them.
@_spi(Runtime)
extension Correlator: CallRuntime {
    // MARK: The program

    @_spi(Runtime)
    public mutating func triggers(of occurrence: Occurrence) -> Range<Int> { machine.triggers(of: occurrence).range }

    @_spi(Runtime)
    public mutating func triggers(of event: Int) -> Range<Int> { machine.eventTriggers[event].range }

    @_spi(Runtime)
    public mutating func pairTriggers(of event: Int) -> Range<Int> { machine.pairTriggers[event].range }

    @_spi(Runtime)
    public mutating func triggers(ofTimer timer: Int) -> Range<Int> { machine.timerTriggers[timer].range }

    @_spi(Runtime)
    public mutating func rules(for place: Int, _ subjects: Subjects, _ bytes: RawSpan) -> Range<Int>? {
        let trigger = Int(machine.triggerLists[place])
        // What happens outside of any call stands behind the rows of the states.
        let row = subjects.call.map { Int(calls[$0].state) } ?? tables.finalStates.count
        let choice = Int(tables.transitions[row &* machine.triggers.count &+ trigger])
        guard choice > 0, holds(machine.triggers[trigger], subjects, bytes) else { return nil }
        return machine.choices[choice].range
    }

    @_spi(Runtime)
    public mutating func holds(_ rule: Int, _ subjects: Subjects, _ bytes: RawSpan) -> Bool {
        holds(machine.rules[rule].tests, subjects, bytes)
    }

    @_spi(Runtime)
    public mutating func take(_ rule: Int, of place: Int, call: Int?) -> Range<Int> {
        if observer != nil { observeTransition(Int(machine.triggerLists[place]), machine.rules[rule], of: call) }
        if let call {
            let state = machine.rules[rule].to
            if state >= 0 { calls[call].state = Int16(state) }
            noteChange(of: call)
        }
        return machine.rules[rule].steps.range
    }

    @_spi(Runtime)
    public mutating func isStopped() -> Bool { false }

    @_spi(Runtime)
    public mutating func isKnown(from place: Int, of triggers: Range<Int>, _ subjects: Subjects) -> Bool { false }

    @_spi(Runtime)
    public mutating func perform(_ place: Int, _ subjects: inout Subjects, _ bytes: RawSpan) {
        switch machine.steps[place] {
        case .setNumber(let fact, let operands, let onlyIfUnset):
            setNumber(fact, operands, onlyIfUnset: onlyIfUnset, subjects, bytes)
        case .addNumber(let fact, let operand):
            add(number(operand, subjects, bytes), to: fact, subjects)
        case .setCause(let fact, let operands):
            let code = number(operands, subjects, bytes)
            let known = (0...127).contains(code) ? Int(code) : 0
            store(Int64(tables.causeOfCode[known]), in: fact, subjects)
        case .setText(let fact, let operands, let onlyIfUnset):
            setText(fact, operands, onlyIfUnset: onlyIfUnset, subjects, bytes)
        case .setParty(let owner, let fact, let number, let name, let onlyIfUnset):
            setParty(
                (TextFact(owner: owner, place: fact), number), (TextFact(owner: owner, place: fact + 1), name),
                onlyIfUnset: onlyIfUnset, subjects, bytes)
        case .clearNumber(let fact): store(FactPool.unset, in: fact, subjects)
        case .clearText(let fact): write(TextStore.empty, to: fact, subjects)
        case .mergeBridge: mergeBridge(&subjects)
        case .mergePeer: mergePeer(&subjects)
        case .startTimer(let timer): if let call = subjects.call { setTimer(Int(timer), of: call, runs: true) }
        case .stopTimer(let timer): if let call = subjects.call { setTimer(Int(timer), of: call, runs: false) }
        case .say(let word): saying = word
        case .startThingTimer(let timer): setThingTimer(Int(timer), runs: true)
        case .stopThingTimer(let timer): setThingTimer(Int(timer), runs: false)
        case .clearThing(let kind): if things.atHand[Int(kind)] >= 0 { clear(Int(things.atHand[Int(kind)])) }
        case .forgetThing(let kind): if things.atHand[Int(kind)] >= 0 { forget(Int(things.atHand[Int(kind)])) }
        case .keepThings(let kind, let count): keep(Int(kind), atMost: number(count, subjects, bytes))
        case .emit(let message, let date):
            emit(Int(message), subjects, bytes, at: number(date, subjects, bytes))
        case .emitChanged(let message, let date):
            emit(Int(message), subjects, bytes, at: number(date, subjects, bytes), onlyIfChanged: true)
        case .emitForEach(let message, let lines, let date):
            emit(
                Int(message), forEachLineOf: text(lines, subjects, bytes), subjects, bytes,
                at: number(date, subjects, bytes))
        case .appendText(let fact, let operands): append(text(operands, subjects, bytes), to: fact, subjects, bytes)
        case .eachChannel(let tests, let steps):
            guard let call = subjects.call else { return }
            perform(steps.range, forEachChannelOf: call, bytes) { $0.holds(tests, $1, bytes) }
        }
    }

    // MARK: Calls and channels

    @_spi(Runtime)
    public mutating func isOpen(_ call: Int) -> Bool { callIDs.isTaken(call) }

    @_spi(Runtime)
    public mutating func isFinal(_ call: Int) -> Bool { tables.finalStates[Int(calls[call].state)] }

    @_spi(Runtime)
    public mutating func isOlder(_ call: Int, than other: Int) -> Bool {
        guard let first = CallAge(texts.span(of: callIDs.id(call))),
            let second = CallAge(texts.span(of: callIDs.id(other)))
        else { return calls[call].beganAt < calls[other].beganAt }
        return first < second
    }

    @_spi(Runtime)
    public mutating func call(of channel: Int) -> Int? {
        channelIDs.isTaken(channel) ? Int(channels[channel].call) : nil
    }

    @_spi(Runtime)
    public mutating func firstChannel(of call: Int) -> Int? { ChannelLinks.first(calls[call].channels) }

    @_spi(Runtime)
    public mutating func channel(after channel: Int) -> Int? { callMembers.next(channel) }

    @_spi(Runtime)
    public mutating func carry(_ channel: Int, to call: Int) {
        let old = Int(channels[channel].call)
        if claims != nil { carryClaims(from: old, to: call) }
        if !callVariables.names.isEmpty { carryVariables(from: old, to: call) }
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
    }

    @_spi(Runtime)
    public mutating func remove(_ channel: Int) {
        leaveBridge(channel)
        let call = Int(channels[channel].call)
        if claims != nil { checkClaims(atEndOfChannel: channel) }
        if observer != nil, !isClosing { observeEnd(ofChannel: channel) }
        callMembers.remove(channel, from: &calls[call].channels)
        noteChange(of: call)
        loseOtherHalf(of: channel)
        texts.release(channelIDs.remove(channel, in: texts))
        texts.release(channels[channel].name)
        channels[channel].name = TextStore.empty
        channelFacts.release(channel, from: &texts)
    }

    @_spi(Runtime)
    public mutating func willClose(_ call: Int) {
        isClosing = true
        if claims != nil { checkClaims(atEndOf: call) }
    }

    @_spi(Runtime)
    public mutating func remove(call: Int) {
        isClosing = false
        noteEnd(of: call)
        counters.callsEnded += 1
        if observer != nil { observeEnd(ofCall: call) }
        // Nothing is published of a call that is over, whatever it still waited for.
        resetTimers(of: call)
        let id = callIDs.remove(call, in: texts)
        endedCalls.insert(
            id, calls[call], at: call, ended: now, sent: sent, messages: tables.messages.count, in: &texts)
        calls[call].mergedInto = TextStore.empty
        forgetVariables(of: call)
        callFacts.release(call, from: &texts)
    }

    // MARK: Bridges

    /// Those that were in the bridge when this was done last are in one call already, and are not looked at again one by
    /// one: however many there are, one that comes in costs the same.
    @_spi(Runtime)
    public mutating func beginMerging(bridgeOf channel: Int) -> (first: Int, oldest: Int)? {
        let bridge = Int(channels[channel].bridge)
        guard bridge >= 0, let first = ChannelLinks.first(bridges[bridge].channels),
            let newcomer = firstNewcomer(to: bridge)
        else { return nil }
        var oldest = Int(channels[first].call)
        var next: Int? = newcomer
        while let member = next {
            if isOlder(Int(channels[member].call), than: oldest) { oldest = Int(channels[member].call) }
            next = bridgeMembers.next(member)
        }
        return (first: oldest == Int(channels[first].call) ? newcomer : first, oldest: oldest)
    }

    @_spi(Runtime)
    public mutating func inBridge(after channel: Int) -> Int? { bridgeMembers.next(channel) }

    @_spi(Runtime)
    public mutating func endMerging(bridgeOf channel: Int) {
        var next = ChannelLinks.last(bridges[Int(channels[channel].bridge)].channels)
        while let member = next, !channels[member].isUnited {
            channels[member].isUnited = true
            next = bridgeMembers.previous(member)
        }
    }

    @_spi(Runtime)
    public mutating func nextPair() -> (near: Int, far: Int)? {
        if firedPairs == pairs.count {
            pairs.removeAll(keepingCapacity: true)
            firedPairs = 0
            return nil
        }
        firedPairs += 1
        return (near: Int(pairs[firedPairs - 1].near), far: Int(pairs[firedPairs - 1].far))
    }

    // MARK: Events

    @_spi(Runtime)
    public mutating func bridgeRole(of event: Int) -> EventTable.BridgeRole { tables.events[event].bridge }

    @_spi(Runtime)
    public mutating func ends(_ event: Int) -> Bool { tables.events[event].subject == .ends }

    // MARK: Facts and timers

    @_spi(Runtime)
    public mutating func isKept(_ fact: NumberFact, _ subjects: Subjects) -> Bool { true }

    @_spi(Runtime)
    public mutating func isKept(_ fact: TextFact, _ subjects: Subjects) -> Bool { true }

    @_spi(Runtime)
    public mutating func isSet(_ fact: NumberFact, _ subjects: Subjects) -> Bool {
        read(fact, subjects) != FactPool.unset
    }

    @_spi(Runtime)
    public mutating func isSet(_ fact: TextFact, _ subjects: Subjects) -> Bool {
        let place = Int(fact.place)
        switch fact.owner {
        case .call: return subjects.call.map { callFacts.text($0, place) != TextStore.empty } ?? false
        case .channel: return subjects.channel.map { channelFacts.text($0, place) != TextStore.empty } ?? false
        case .peer: return subjects.peer.map { channelFacts.text($0, place) != TextStore.empty } ?? false
        case .thing(let kind):
            let thing = Int(things.atHand[Int(kind)])
            return thing >= 0 && things.facts.text(thing, place) != TextStore.empty
        }
    }

    @_spi(Runtime)
    public mutating func takeText(_ operands: Slice, _ subjects: Subjects, _ bytes: RawSpan) -> UInt32 {
        keep(text(operands, subjects, bytes), bytes)
    }

    @_spi(Runtime)
    public mutating func write(_ number: Int64, to fact: NumberFact, _ subjects: Subjects) {
        let isOutside = fact.bounds >= 0 && !machine.bounds[Int(fact.bounds)].contains(number)
        store(isOutside ? FactPool.unset : number, in: fact, subjects)
    }

    /// Writes a text, and owns it from now on.
    @_spi(Runtime)
    public mutating func write(_ text: UInt32, to fact: TextFact, _ subjects: Subjects) {
        let place = Int(fact.place)
        switch (fact.owner, subjects.call, subjects.channel, subjects.peer) {
        case (.call, let call?, _, _):
            texts.release(callFacts.text(call, place))
            callFacts.set(call, place, text: text)
        case (.channel, _, let channel?, _), (.peer, _, _, let channel?):
            texts.release(channelFacts.text(channel, place))
            channelFacts.set(channel, place, text: text)
        case (.thing(let kind), _, _, _):
            let thing = Int(things.atHand[Int(kind)])
            if thing < 0 { return texts.release(text) }
            texts.release(things.facts.text(thing, place))
            things.facts.set(thing, place, text: text)
        default: texts.release(text)
        }
    }

    private mutating func add(_ amount: Int64, to fact: NumberFact, _ subjects: Subjects) {
        guard amount != FactPool.unset else { return }
        let old = read(fact, subjects)
        let (sum, overflow) = (old == FactPool.unset ? 0 : old).addingReportingOverflow(amount)
        // What is too much is as if nothing had been said.
        if overflow || fact.bounds >= 0 && !machine.bounds[Int(fact.bounds)].contains(sum) { return }
        store(sum, in: fact, subjects)
    }

    private mutating func read(_ fact: NumberFact, _ subjects: Subjects) -> Int64 {
        switch fact.owner {
        case .call: subjects.call.map { callFacts.number($0, fact.place) } ?? FactPool.unset
        case .channel: subjects.channel.map { channelFacts.number($0, fact.place) } ?? FactPool.unset
        case .peer: subjects.peer.map { channelFacts.number($0, fact.place) } ?? FactPool.unset
        case .thing(let kind): number(ofThing: Int(kind), fact.place)
        }
    }

    private mutating func store(_ number: Int64, in fact: NumberFact, _ subjects: Subjects) {
        switch fact.owner {
        case .call: if let call = subjects.call { callFacts.set(call, fact.place, number) }
        case .channel: if let channel = subjects.channel { channelFacts.set(channel, fact.place, number) }
        case .peer: if let peer = subjects.peer { channelFacts.set(peer, fact.place, number) }
        case .thing(let kind):
            let thing = Int(things.atHand[Int(kind)])
            if thing >= 0 { things.facts.set(thing, fact.place, number) }
        }
    }

    @_spi(Runtime)
    public mutating func setTimer(_ timer: Int, of call: Int, runs: Bool) {
        let place = call * tables.timers.count + timer
        guard runs else {
            due[place] = FactPool.unset
            return
        }
        let time = Timestamp(microseconds: now.microseconds + tables.timers[timer].microseconds)
        due[place] = time.microseconds
        deadlines.insert(Deadline(time: time, call: call, timer: timer))
    }

    @_spi(Runtime)
    public mutating func willEnd(timer: Int, of call: Int) {
        if observer != nil { observeTimer(timer, of: call) }
    }
}
