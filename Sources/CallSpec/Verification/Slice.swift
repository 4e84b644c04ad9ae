/// The part of a program that has to do with one invariant, as far as ``Tracking`` goes.
///
/// Transitions that do the same to what is looked at are one; what they ask for to tell themselves apart is not asked.
struct Slice {
    /// A transition with what matters of it.
    struct Rule: Hashable {
        /// What must hold.
        var conditions: [CallProgram.Condition]
        /// What it does.
        var effect: Effect
    }

    /// What a transition does, as far as it matters.
    struct Effect: Hashable {
        var to: Int?
        var actions: [CallProgram.Action] = []
    }

    /// The program.
    let program: CallProgram
    /// What is proven.
    let invariant: CallProgram.Invariant
    /// What is kept track of.
    let tracking: Tracking
    /// The values that are told apart.
    let vocabulary: ModelVocabulary
    /// For each state and trigger (`state * triggers + trigger`), what can happen: one list of rules to try in turn or,
    /// where states are not kept track of, one for each way in which states differ.
    private(set) var cells: [[[Rule]]] = []
    /// The timers whose end matters.
    private(set) var timers: Set<Int> = []
    /// The triggers of each event of AMI, those that matter.
    private(set) var eventTriggers: [[Int]] = []
    /// The triggers of each timer.
    private(set) var timerTriggers: [[Int]] = []
    /// Whether channels that come together in a bridge can become one call.
    private(set) var unitesBridges = false

    private var states: [StateDeclaration] { program.specification.states }

    init(
        _ program: CallProgram, _ invariant: CallProgram.Invariant, _ tracking: Tracking, _ vocabulary: ModelVocabulary
    ) {
        self.program = program
        self.invariant = invariant
        self.tracking = tracking
        self.vocabulary = vocabulary
        // Starting a timer matters where its end does.
        while true {
            cells = project()
            let ends = Set(
                program.triggers.indices.filter { matters($0) }.compactMap { program.triggers[$0].timer })
            if ends == timers { break }
            timers = ends
        }
        eventTriggers = program.specification.ami.events.indices.map { event in
            program.triggers.indices.filter { program.triggers[$0].event == event && matters($0) }
        }
        timerTriggers = program.specification.timers.indices.map { timer in
            program.triggers.indices.filter { program.triggers[$0].timer == timer && matters($0) }
        }
        unitesBridges = cells.joined().joined().contains { rule in
            rule.effect.actions.contains { if case .unite(.bridge) = $0 { true } else { false } }
        }
    }

    /// Whether a trigger does anything that matters in any state.
    func matters(_ trigger: Int) -> Bool {
        states.indices.contains { cells[$0 * program.triggers.count + trigger].contains { !$0.isEmpty } }
    }

    /// The triggers of an occurrence.
    func triggers(_ occurrence: TriggerDeclaration.Occurrence) -> [Int] {
        program.triggers.indices.filter { program.triggers[$0].occurrence == occurrence && matters($0) }
    }

    /// Whether a message matters to the invariant.
    func isWatched(_ message: Int) -> Bool {
        switch invariant.claim {
        case .atMostOnce(let own): message == own
        case .onlyAfter(let own, let other): message == own || message == other
        case .endsWith: true
        case .isFinal: false
        }
    }

    // MARK: What matters

    private func project() -> [[[Rule]]] {
        let triggers = program.triggers.count
        let single = program.table.indices.map { cell in
            rules(program.table[cell], program.triggers[cell % triggers].conditions)
        }
        return single.indices.map { cell in
            let state = cell / triggers
            if tracking.states || states[state].isFinal { return [single[cell]] }
            var ways: [[Rule]] = []
            for other in states.indices where !states[other].isFinal {
                let way = single[other * triggers + cell % triggers]
                if !ways.contains(way) { ways.append(way) }
            }
            return ways
        }
    }

    private func rules(_ numbers: [Int], _ given: [CallProgram.Condition]) -> [Rule] {
        var list: [Rule] = []
        for number in numbers.reversed() {
            let rule = program.rules[number]
            let conditions = rule.conditions.filter { !given.contains($0) }
            let to = rule.to.flatMap { tracking.states || states[$0].isFinal ? $0 : nil }
            let effect = Effect(to: to, actions: rule.actions.filter { matters($0) })
            // What happens where this one does not, if that is one thing.
            let otherwise = list.isEmpty ? Effect() : list[0].conditions.isEmpty ? list[0].effect : nil
            if effect == otherwise { continue }
            if conditions.isEmpty { list = [] }
            list.insert(Rule(conditions: conditions, effect: effect), at: 0)
        }
        return list
    }

    private func matters(_ action: CallProgram.Action) -> Bool {
        func tracks(_ owner: CallProgram.Action.Owner, text: Bool, _ places: Int...) -> Bool {
            places.contains {
                tracking.slots.contains(ModelSlot(isChannel: owner != .call, isText: text, place: $0))
            }
        }
        switch action {
        case .setNumber(let owner, let place, _, _), .addNumber(let owner, let place, _),
            .setCause(let owner, let place, _), .clearNumber(let owner, let place):
            return tracks(owner, text: false, place)
        case .setText(let owner, let place, _, _), .clearText(let owner, let place):
            return tracks(owner, text: true, place)
        case .setParty(let owner, let place, _, _, _): return tracks(owner, text: true, place, place + 1)
        case .unite: return true
        case .startTimer(let timer), .stopTimer(let timer): return timers.contains(timer)
        case .emit(let message, _): return isWatched(message)
        }
    }

    // MARK: What more exactness takes

    /// What to keep track of so that more of what this slice asks for is known: of what is missing, the kind that makes
    /// the fewest states. It is the same where nothing is missing.
    var refined: Tracking {
        let wanted = wanted
        var next = tracking
        next.states = wanted.states
        if next != tracking { return next }
        next.slots.formUnion(wanted.slots.filter { !$0.isChannel })
        next.mergers = wanted.mergers
        if next != tracking { return next }
        next.count = wanted.count
        next.slots.formUnion(wanted.slots)
        if next != tracking { return next }
        next.identities = wanted.identities
        if next != tracking { return next }
        next.bridges = wanted.bridges
        return next
    }

    private var wanted: Tracking {
        var next = tracking
        if case .onlyAfter = invariant.claim { next.count = min(7, tracking.count * 2 + 1) }
        if unitesBridges { next.bridges = true }
        let triggers = program.triggers.count
        for trigger in program.triggers.indices where matters(trigger) {
            let ways = Set(states.indices.filter { !states[$0].isFinal }.flatMap { cells[$0 * triggers + trigger] })
            if ways.count > 1 { next.states = true }
            for condition in program.triggers[trigger].conditions { add(condition, to: &next) }
            for rule in ways.joined() {
                for condition in rule.conditions { add(condition, to: &next) }
                for action in rule.effect.actions { add(action, to: &next) }
            }
        }
        if case .isFinal = invariant.claim { next.states = true }
        return next
    }

    private func add(_ condition: CallProgram.Condition, to next: inout Tracking) {
        add(condition.source, to: &next)
        switch condition.test {
        case .sameText(let other), .sameNumber(let other), .atLeast(let other): add(other, to: &next)
        default: break
        }
    }

    private func add(_ source: CallProgram.Source, to next: inout Tracking) {
        if let slot = ModelSlot(source) { next.slots.insert(slot) }
        switch source {
        case .known(.mergedInto): next.mergers = true
        case .known(.channelID), .known(.peerID): next.identities = true
        default: break
        }
    }

    private func add(_ action: CallProgram.Action, to next: inout Tracking) {
        let (sources, slot): ([CallProgram.Source], ModelSlot)
        switch action {
        case .setNumber(let owner, let place, let from, _):
            (sources, slot) = (from, ModelSlot(isChannel: owner != .call, isText: false, place: place))
        case .setText(let owner, let place, let from, _):
            (sources, slot) = (from, ModelSlot(isChannel: owner != .call, isText: true, place: place))
        case .setParty(let owner, let place, let from, _, _):
            (sources, slot) = (from, ModelSlot(isChannel: owner != .call, isText: true, place: place))
        case .addNumber(_, _, let source): return add(source, to: &next)
        default: return
        }
        // Where only whether there is a value matters, and there is one whatever the others say, they don't matter.
        let isSet = sources.contains {
            switch $0 {
            case .known(.now), .known(.callBeganAt), .number, .text: true
            default: false
            }
        }
        if isSet, vocabulary.distinguished[slot] == nil { return }
        for source in sources { add(source, to: &next) }
    }
}
