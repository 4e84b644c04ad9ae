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
    /// For each trigger, the same of a call of whose state nothing is known but that it is not final.
    private(set) var openCells: [[[Rule]]] = []
    /// The timers whose end matters.
    private(set) var timers: Set<Int> = []
    /// The triggers of each event of AMI, those that matter.
    private(set) var eventTriggers: [[Int]] = []
    /// The triggers of each timer.
    private(set) var timerTriggers: [[Int]] = []
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
        openCells = program.triggers.indices.map { trigger in
            var ways: [[Rule]] = []
            for state in states.indices where !states[state].isFinal {
                for way in cells[state * program.triggers.count + trigger] where !ways.contains(way) {
                    ways.append(way)
                }
            }
            return ways
        }
        eventTriggers = program.specification.ami.events.indices.map { event in
            program.triggers.indices.filter { program.triggers[$0].event == event && matters($0) }
        }
        timerTriggers = program.specification.timers.indices.map { timer in
            program.triggers.indices.filter { program.triggers[$0].timer == timer && matters($0) }
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
            let effect = Effect(to: to, actions: rule.actions.filter { matters($0) }.map { undated($0) })
            // What happens where this one does not, if that is one thing.
            let otherwise = list.isEmpty ? Effect() : list[0].conditions.isEmpty ? list[0].effect : nil
            if effect == otherwise { continue }
            if conditions.isEmpty { list = [] }
            list.insert(Rule(conditions: conditions, effect: effect), at: 0)
        }
        return list
    }

    /// When a message is dated is of no matter.
    private func undated(_ action: CallProgram.Action) -> CallProgram.Action {
        if case .emit(let message, _) = action { .emit(message, at: .known(.now)) } else { action }
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
}
