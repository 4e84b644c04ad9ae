@_spi(Runtime) import CallLogic

/// A ``Model`` as what a program runs on.
///
/// How calls live is written in `CallRuntime`, for the correlator and for this. What is written here is what the model
/// knows, and what it chooses where it does not know.
struct ModelRun: CallRuntime {
    let model: Model

    // MARK: The program

    mutating func triggers(of occurrence: Occurrence) -> [Int] { model.occurrenceTriggers[occurrence] ?? [] }

    mutating func triggers(of event: Int) -> [Int] { model.slice.eventTriggers[event] }

    /// Without real pairs to go by, each pair is an event of its own.
    mutating func pairTriggers(of event: Int) -> [Int] {
        model.answer == nil ? [] : model.slice.pairTriggers[event]
    }

    mutating func triggers(ofTimer timer: Int) -> [Int] { model.slice.timerTriggers[timer] }

    mutating func rules(for trigger: Int, _ subjects: Subjects, _ bytes: RawSpan) -> [Slice.Rule]? {
        let slice = model.slice
        let call = subjects.ownCall
        let state = Int(model.cells[model.layout.row(call: call) + Model.CallCell.state])
        let isKnown = model.isWatched(call) || model.finalStates[state]
        let ways = isKnown ? slice.cells[state * model.triggerCount + trigger] : slice.openCells[trigger]
        if ways.count > 1 { model.miss { if isKnown { $0.states = true } else { $0.allCalls = true } } }
        let rules = ways[model.chooser.choose(ways.count)]
        guard !rules.isEmpty, model.holds(model.program.triggers[trigger].conditions, subjects) else { return nil }
        return rules
    }

    mutating func holds(_ rule: Slice.Rule, _ subjects: Subjects, _ bytes: RawSpan) -> Bool {
        model.holds(rule.conditions, subjects)
    }

    mutating func take(_ rule: Slice.Rule, of trigger: Int, call: Int?) -> [CallProgram.Action] {
        if let call, let to = rule.effect.to, model.isWatched(call) || model.finalStates[to] {
            model.cells[model.layout.row(call: call) + Model.CallCell.state] = ModelCell(to)
        }
        return rule.effect.actions
    }

    mutating func perform(_ action: CallProgram.Action, _ subjects: inout Subjects, _ bytes: RawSpan) {
        model.perform(action, &subjects)
    }

    mutating func isStopped() -> Bool { model.violation != nil }

    mutating func isKnown(from place: Int, of triggers: [Int], _ subjects: Subjects) -> Bool {
        guard model.hasBeen(before: place, of: triggers, subjects) else { return false }
        model.isKnownFromHere = true
        return true
    }

    // MARK: Calls and channels

    mutating func isOpen(_ call: Int) -> Bool { model.isLive(call) }

    mutating func isFinal(_ call: Int) -> Bool {
        model.finalStates[Int(model.cells[model.layout.row(call: call) + Model.CallCell.state])]
    }

    /// Calls are in the order of their ages.
    mutating func isOlder(_ call: Int, than other: Int) -> Bool { call < other }

    mutating func call(of channel: Int) -> Int? { model.call(of: channel) }

    mutating func firstChannel(of call: Int) -> Int? {
        (0..<model.layout.channels).first { model.call(of: $0) == call }
    }

    mutating func channel(after channel: Int) -> Int? {
        guard let call = model.call(of: channel) else { return nil }
        return (channel + 1..<model.layout.channels).first { model.call(of: $0) == call }
    }

    mutating func carry(_ channel: Int, to call: Int) { model.carry(channel, to: call) }

    mutating func remove(_ channel: Int) { model.clear(channel) }

    mutating func willClose(_ call: Int) { model.checkEnd(of: call) }

    mutating func remove(call: Int) { model.clear(call: call) }

    // MARK: Bridges

    mutating func beginMerging(bridgeOf channel: Int) -> (first: Int, oldest: Int)? {
        model.merging = model.channelsInBridge(of: channel)
        guard model.merging.count > 1, let first = model.merging.first,
            let oldest = model.merging.compactMap({ model.call(of: $0) }).min()
        else { return nil }
        return (first, oldest)
    }

    mutating func inBridge(after channel: Int) -> Int? { model.merging.first { $0 > channel } }

    mutating func endMerging(bridgeOf channel: Int) { model.merging = [] }

    // MARK: Events

    mutating func bridgeRole(of event: Int) -> EventTable.BridgeRole {
        switch model.program.specification.ami.events[event].bridge {
        case .enters: .enters
        case .leaves: .leaves
        case nil: .none
        }
    }

    mutating func ends(_ event: Int) -> Bool { model.program.specification.ami.events[event].channel == .ends }

    mutating func rename(_ channel: Int, isPeer: Bool, by event: Int, _ bytes: RawSpan) {
        model.rename(channel, isPeer: isPeer, by: event)
    }

    mutating func call(named event: Int, for channel: Int, isPeer: Bool, _ bytes: RawSpan) -> Int? {
        model.call(named: event, for: channel, isPeer: isPeer)
    }

    mutating func moveBetweenBridges(_ channel: Int, by event: Int, _ bytes: RawSpan) {
        model.moveBetweenBridges(channel, by: event)
    }

    mutating func findPeer(_ subjects: inout Subjects, by event: Int, _ bytes: RawSpan) {
        model.findPeer(&subjects, by: event)
    }

    /// Whoever has real events has their pairs, too.
    mutating func findPairs(of channel: Int) {}

    mutating func nextPair() -> (near: Int, far: Int)? {
        guard model.firedPairs < model.pairs.count else { return nil }
        model.firedPairs += 1
        return model.pairs[model.firedPairs - 1]
    }

    /// What things are at hand is open.
    mutating func willFire(on subjects: Subjects, _ bytes: RawSpan) {}

    // MARK: Facts and timers

    mutating func isKept(_ fact: ModelFact, _ subjects: Subjects) -> Bool { model.target(fact, subjects) != nil }

    mutating func isSet(_ fact: ModelFact, _ subjects: Subjects) -> Bool { model.isSet(fact, subjects) }

    mutating func number(_ sources: [CallProgram.Source], _ subjects: Subjects, _ bytes: RawSpan) -> ModelValue {
        model.value(sources, asNumber: true, subjects)
    }

    mutating func takeText(_ sources: [CallProgram.Source], _ subjects: Subjects, _ bytes: RawSpan) -> ModelValue {
        model.value(sources, asNumber: false, subjects)
    }

    mutating func write(_ value: ModelValue, to fact: ModelFact, _ subjects: Subjects) {
        if let (slot, cell) = model.target(fact, subjects) { model.store(value, slot, cell) }
    }

    mutating func setTimer(_ timer: Int, of call: Int, runs: Bool) {
        guard model.isWatched(call), let cell = model.layout.cell(timer: timer, of: call) else { return }
        model.cells[cell] = runs ? 1 : 0
    }

    mutating func willEnd(timer: Int, of call: Int) {}
}
