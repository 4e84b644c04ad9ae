/// The part of a program that has to do with one invariant, as far as ``Tracking`` goes.
///
/// Transitions that do the same to what is looked at are one; what distinguishes their conditions is ignored.
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
    /// The values that are distinguished.
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
    /// The same of those that are set off for pairs of channels.
    private(set) var pairTriggers: [[Int]] = []
    /// The triggers of each timer.
    private(set) var timerTriggers: [[Int]] = []
    /// The words that retained states can say, and which of them each message gives.
    let words: [String]
    let wordOfMessage: [Int?]
    /// The messages that leave the retained state as it is.
    private let wordlessMessages: Set<Int>
    private var states: [StateDeclaration] { program.specification.states }

    init(
        _ program: CallProgram, _ invariant: CallProgram.Invariant, _ tracking: Tracking, _ vocabulary: ModelVocabulary
    ) {
        self.program = program
        self.invariant = invariant
        self.tracking = tracking
        self.vocabulary = vocabulary
        var said: [String] = []
        var wordless = Set(
            program.specification.messages.indices.filter { program.specification.messages[$0].state == nil })
        for rule in program.rules {
            for (place, action) in rule.actions.enumerated() {
                guard case .say(let word) = action else { continue }
                said.append(word)
                // The word is for the message that comes next.
                for case .emit(let message, _) in rule.actions[place...].prefix(2) { wordless.remove(message) }
            }
        }
        wordlessMessages = wordless
        let words = Set(program.specification.messages.compactMap(\.state) + said).sorted()
        self.words = words
        wordOfMessage = program.specification.messages.map { $0.state.flatMap { words.firstIndex(of: $0) } }
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
            program.triggers.indices.filter {
                program.triggers[$0].event == event && !program.triggers[$0].isPaired && matters($0)
            }
        }
        pairTriggers = program.specification.ami.events.indices.map { event in
            program.triggers.indices.filter {
                program.triggers[$0].event == event && program.triggers[$0].isPaired && matters($0)
            }
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
        guard program.specification.messages[message].isAboutCall else { return false }
        // What says again what another said is none of what is claimed.
        if program.specification.messages[message].repeats != nil { return false }
        if tracking.messages && !program.specification.messages[message].isAside
            || tracking.words && !wordlessMessages.contains(message)
        {
            return true
        }
        switch invariant.claim {
        case .atMostOnce(let own): return message == own
        case .onlyAfter(let own, let other): return message == own || message == other
        case .preceded(let own, let others), .neverAfter(let own, let others), .followedBy(let own, let others):
            return message == own || others.contains(message)
        case .always(let requirements): return requirements.contains { $0.message == nil || $0.message == message }
        case .endsWith: return true
        case .isFinal: return false
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
        switch action {
        case .emit(let message, _): .emit(message, at: .known(.now))
        case .eachChannel(let conditions, let actions):
            .eachChannel(where: conditions, actions.filter { matters($0) }.map { undated($0) })
        default: action
        }
    }

    private func matters(_ action: CallProgram.Action) -> Bool {
        func tracks(_ owner: CallProgram.Action.Owner, text: Bool, _ places: Int...) -> Bool {
            owner.isKept
                && places.contains {
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
        case .mergeBridge, .mergePeer: return true
        case .say: return tracking.words
        case .startTimer(let timer), .stopTimer(let timer): return timers.contains(timer)
        case .emit(let message, _), .emitForEach(let message, _, _): return isWatched(message)
        case .appendText(let owner, let place, _): return tracks(owner, text: true, place)
        case .eachChannel(_, let actions): return actions.contains { matters($0) }
        // Things and their messages belong to no call.
        case .startThingTimer, .stopThingTimer, .clearThing, .forgetThing, .keepThings, .emitChanged: return false
        }
    }
}
