/// Checks that the machine of a ``CallProgram`` makes sense as a whole.
struct MachineChecker {
    private(set) var diagnostics = Diagnostics()
    private let program: CallProgram
    private var spec: Specification { program.specification }

    init(_ program: CallProgram) {
        self.program = program
    }

    mutating func check() {
        checkAmbiguity()
        checkStates()
        checkEnds()
        checkCauses()
    }

    /// Of several transitions for a state and a trigger, the first that may go is taken: so one without a
    /// condition must be the last.
    private mutating func checkAmbiguity() {
        var reported: Set<Int> = []
        for (cell, rules) in (program.table + program.outside).enumerated() {
            let row = cell / max(1, spec.triggers.count)
            let state = row < spec.states.count ? spec.states[row].name.text : "@outside"
            let trigger = spec.triggers[cell % max(1, spec.triggers.count)].name.text
            for (position, rule) in rules.enumerated().dropLast() where program.rules[rule].conditions.isEmpty {
                let shadowed = rules[position + 1]
                guard reported.insert(shadowed).inserted else { break }
                diagnostics.error(
                    at: spec.transitions[shadowed].location,
                    "two transitions for the state '\(state)' and the trigger '\(trigger)': the one at line "
                        + "\(spec.transitions[rule].location.line) has no 'when', so this one is never taken")
                break
            }
        }
    }

    private mutating func checkStates() {
        guard !spec.states.isEmpty else {
            diagnostics.error(at: .start, "a call needs at least one state")
            return
        }
        let triggers = spec.triggers.count
        var next: [Set<Int>] = Array(repeating: [], count: spec.states.count)
        for (cell, rules) in program.table.enumerated() {
            let state = cell / triggers
            for rule in rules {
                if let to = program.rules[rule].to { next[state].insert(to) }
                if spec.states[state].isFinal {
                    diagnostics.error(
                        at: spec.transitions[rule].location,
                        "'\(spec.states[state].name.text)' is final, so nothing may lead out of it")
                }
            }
        }
        let reachable = Self.closure(from: [0]) { next[$0] }
        for (number, state) in spec.states.enumerated() where !reachable.contains(number) {
            diagnostics.error(at: state.name.location, "no transition leads to the state '\(state.name.text)'")
        }
        if !spec.states.contains(where: \.isFinal) {
            diagnostics.error(at: spec.states[0].name.location, "no state is final, so no call would ever end")
            return
        }
        for (number, state) in spec.states.enumerated() where reachable.contains(number) && !state.isFinal {
            let onward = Self.closure(from: [number]) { next[$0] }
            if !onward.contains(where: { spec.states[$0].isFinal }) {
                diagnostics.error(
                    at: state.name.location, "from the state '\(state.name.text)' no way leads to a final state")
            }
        }
    }

    /// A call whose last channel is gone is forgotten, so every state has to say what that means.
    private mutating func checkEnds() {
        let triggers = spec.triggers.count
        let ends: [TriggerDeclaration.Occurrence] = [.lastChannelEnded, .lastChannelMoved, .lastChannelLost]
        guard spec.states.contains(where: \.isFinal) else { return }
        for end in ends {
            var open: [Specification.Name] = []
            for (number, state) in spec.states.enumerated() where !state.isFinal {
                let closes = program.triggers.indices.contains { trigger in
                    guard program.triggers[trigger].occurrence == end, program.triggers[trigger].conditions.isEmpty
                    else {
                        return false
                    }
                    // The last to be tried has no condition, so that one of them is always taken, and it is final.
                    let rules = program.table[number * triggers + trigger]
                    guard let last = rules.last, program.rules[last].conditions.isEmpty else { return false }
                    return rules.allSatisfy { program.rules[$0].to.map { spec.states[$0].isFinal } ?? false }
                }
                if !closes { open.append(state.name) }
            }
            guard let first = open.first else { continue }
            let states = "state\(open.count > 1 ? "s" : "") '\(open.map(\.text).joined(separator: "', '"))'"
            diagnostics.error(
                at: first.location,
                "in the \(states) a call can lose its last channel by \(end.rawValue), and not every such case leads to a "
                    + "final state")
        }
    }

    private static func closure(from start: Set<Int>, _ next: (Int) -> Set<Int>) -> Set<Int> {
        var found = start
        var open = Array(start)
        while let state = open.popLast() {
            for other in next(state) where found.insert(other).inserted { open.append(other) }
        }
        return found
    }

    /// Every class of Q.850 needs the code that stands for its unnamed ones (ITU-T Q.850, 2.2.5: the last of each).
    private mutating func checkCauses() {
        var codes: [Int: CauseDeclaration] = [:]
        for cause in spec.causes {
            guard let code = cause.code, let location = cause.codeLocation else { continue }
            guard (0...127).contains(code) else {
                diagnostics.error(at: location, "Q.850 numbers its causes from 0 to 127; \(code) is none of them")
                continue
            }
            if let other = codes[code] {
                diagnostics.error(
                    at: location,
                    "the code \(code) is already '\(other.name.text)' (line \(other.name.location.line))")
            }
            codes[code] = cause
        }
        let place = spec.causes.first?.name.location ?? .start
        let missing = Q850.classCodes.filter { codes[$0] == nil }
        if let code = missing.first {
            let others = missing.dropFirst().map { ", none \($0)" }.joined()
            let classes = missing.count > 1 ? "their classes" : "its class"
            diagnostics.error(
                at: place,
                "no cause has the code \(code)\(others), which stand\(missing.count > 1 ? "" : "s") for the unnamed codes of "
                    + classes)
        }
        if codes[0] == nil {
            diagnostics.error(at: place, "no cause has the code 0, which Asterisk uses for none")
        }
        for cause in spec.causes where cause.description.isEmpty {
            diagnostics.error(at: cause.name.location, "'\(cause.name.text)' needs a description")
        }
    }
}
