/// Finds conditions that can't hold together: a trigger that is never set off, a transition that is never taken.
struct ContradictionChecker {
    private let program: CallProgram
    private var spec: Specification { program.specification }

    init(_ program: CallProgram) {
        self.program = program
    }

    func check(into diagnostics: inout Diagnostics) {
        var impossible: Set<Int> = []
        for (number, trigger) in program.triggers.enumerated() {
            guard let source = contradiction(in: trigger.conditions) else { continue }
            impossible.insert(number)
            let name = spec.triggers[number].name
            diagnostics.error(
                at: name.location,
                "the trigger '\(name.text)' never occurs: what 'where' requires of \(source) contradicts itself")
        }
        for (number, rule) in program.rules.enumerated() where !rule.conditions.isEmpty {
            let transition = spec.transitions[number]
            if let source = contradiction(in: rule.conditions) {
                diagnostics.error(
                    at: transition.location,
                    "this transition is never taken: what 'when' requires of \(source) contradicts itself")
                continue
            }
            // What a trigger asks still holds when its transition is looked for.
            let triggers = transition.on.flatMap { name in
                spec.triggers.indices.filter { spec.triggers[$0].name.text == name.text }
            }
            guard !triggers.isEmpty, impossible.isDisjoint(with: triggers) else { continue }
            let sources = triggers.compactMap { contradiction(in: program.triggers[$0].conditions + rule.conditions) }
            guard sources.count == triggers.count else { continue }
            let trigger = spec.triggers[triggers[0]].name
            diagnostics.error(
                at: transition.location,
                "this transition is never taken: its 'when' asks of \(sources[0]) what the trigger '\(trigger.text)' "
                    + "(line \(trigger.location.line)) rules out")
        }
    }

    /// What is asked of one value.
    private struct Demands {
        var mustBeThere = false
        var mustBeMissing = false
        /// Its range, if declared.
        var allowed: Set<String>?
        var excluded: Set<String> = []
        var least = Int.min
        var below = Int.max
        var patterns: [[String]] = []

        var canBeMet: Bool {
            // No text can be asked for like a text that is not there.
            if allowed?.contains("") == true { return true }
            if mustBeMissing { return !mustBeThere && allowed == nil && least == Int.min && patterns.isEmpty }
            if least >= below { return false }
            guard let allowed else { return true }
            return allowed.subtracting(excluded).contains { value in
                if let number = Int(value), number < least || number >= below { return false }
                return patterns.allSatisfy { $0.contains { Pattern.matches($0, value) } }
            }
        }
    }

    /// The value of which conditions ask what can't be, in words.
    private func contradiction(in conditions: [CallProgram.Condition]) -> String? {
        var demands: [CallProgram.Source: Demands] = [:]
        for condition in conditions {
            var demand = demands[condition.source] ?? Demands()
            add(condition, to: &demand)
            demands[condition.source] = demand
            if !demand.canBeMet { return "'\(program.text(of: condition.source))'" }
        }
        return nil
    }

    private func add(_ condition: CallProgram.Condition, to demand: inout Demands) {
        func narrow(to values: [String]) {
            if condition.isNegated {
                demand.excluded.formUnion(values)
            } else {
                demand.allowed = demand.allowed.map { $0.intersection(values) } ?? Set(values)
            }
        }
        switch condition.test {
        case .isSet: if condition.isNegated { demand.mustBeMissing = true } else { demand.mustBeThere = true }
        case .vocabulary(let codes):
            guard case .header(let header) = condition.source else { return }
            narrow(to: codes.map { program.headers[header].vocabulary[$0] })
        case .texts(let texts): narrow(to: texts)
        case .number(let number): narrow(to: [String(number)])
        case .atLeast(.number(let number)):
            if condition.isNegated {
                demand.below = min(demand.below, number)
            } else {
                demand.least = max(demand.least, number)
            }
        case .matches(let patterns): if !condition.isNegated { demand.patterns.append(patterns) }
        // What is compared with another value, or made of digits, is there.
        default: if !condition.isNegated { demand.mustBeThere = true }
        }
    }
}
