/// Timers, states, transitions and what they do.
extension SpecificationReader {
    mutating func timer(_ member: SourceJSON.Member) -> TimerDeclaration {
        let errors = diagnostics.errorCount
        var timer = TimerDeclaration(name: .init(text: member.key, location: member.location))
        for part in members(
            member.value, "a timer", keys: ["about", "milliseconds"], required: ["about", "milliseconds"])
        {
            if part.key == "about" {
                timer.about = sentence(part.value)
                continue
            }
            timer.milliseconds = number(part.value) ?? 1
            if !(1...86_400_000).contains(timer.milliseconds) {
                diagnostics.error(at: part.value.location, "a timer runs from 1 millisecond to a day (86400000)")
            }
        }
        doubt(timer.name, ifMoreThan: errors)
        return timer
    }

    /// States, and groups of them: all that stand in a group, however deep.
    mutating func states(_ json: SourceJSON, into spec: inout Specification) -> [Specification.Name] {
        members(json, "states").flatMap { member in
            guard case .object(let parts) = member.value.value, parts.contains(where: { $0.key == "states" }) else {
                let state = state(member)
                spec.states.append(state)
                return [state.name]
            }
            var group = StateGroupDeclaration(name: .init(text: member.key, location: member.location))
            for part in members(
                member.value, "a group of states", keys: ["about", "states"], required: ["about", "states"])
            {
                if part.key == "about" {
                    _ = sentence(part.value)
                    continue
                }
                group.states = states(part.value, into: &spec)
                if case .object(let inner) = part.value.value, inner.isEmpty {
                    diagnostics.error(at: part.value.location, "a group of states needs at least one")
                }
            }
            spec.stateGroups.append(group)
            return group.states
        }
    }

    private mutating func state(_ member: SourceJSON.Member) -> StateDeclaration {
        let errors = diagnostics.errorCount
        var state = StateDeclaration(name: .init(text: member.key, location: member.location))
        for part in members(member.value, "a state", keys: ["about", "final", "enter"], required: ["about"]) {
            switch part.key {
            case "about": state.about = sentence(part.value)
            case "final": state.isFinal = flag(part.value)
            default: state.enter = steps(part.value, "enter")
            }
        }
        doubt(state.name, ifMoreThan: errors)
        return state
    }

    mutating func transition(_ json: SourceJSON) -> [TransitionDeclaration] {
        let parts = members(
            json, "a transition", keys: ["on"] + Self.ruleKeys, required: ["from", "on"])
        let on = parts.first { $0.key == "on" }.map { oneOrMore($0.value, "on") } ?? []
        return rules(parts, in: TransitionDeclaration(on: on, location: json.location))
    }

    /// What transitions, their cases and triggers that say themselves what they do are made of.
    static let ruleKeys = ["about", "from", "when", "to", "do", "cases"]

    /// The transitions that parts make: one, or one for each case.
    /// - Parameter outer: What stands around them, and holds for all of them.
    mutating func rules(
        _ parts: [SourceJSON.Member], in outer: TransitionDeclaration
    ) -> [TransitionDeclaration] {
        var rule = outer
        var cases: SourceJSON?
        for part in parts {
            switch part.key {
            case "about": rule.about = sentence(part.value)
            case "from":
                let from = from(part.value, isOutside: &rule.isOutside, isAnywhere: &rule.isAnywhere)
                if !outer.from.isEmpty { rule.outerFrom = outer.from }
                if !from.isEmpty { rule.from = from }
            case "when": rule.conditions += conditions(part.value)
            case "to": rule.to = name(part.value)
            case "do": rule.actions += steps(part.value, "do")
            case "cases": cases = part.value
            default: break
            }
        }
        guard let cases else { return [rule] }
        let all = elements(cases, "cases")
        if case .array = cases.value, all.isEmpty {
            diagnostics.error(at: cases.location, "'cases' is an empty list: name one or more, or leave it out")
        }
        return all.flatMap { one in
            var inner = rule
            inner.location = one.location
            return rules(members(one, "a case", keys: Self.ruleKeys, required: []), in: inner)
        }
    }

    private mutating func from(
        _ json: SourceJSON, isOutside: inout Bool, isAnywhere: inout Bool
    ) -> [Specification.Name] {
        let from = oneOrMore(json, "from")
        isAnywhere = from.contains { $0.text == "@anywhere" }
        isOutside = isAnywhere || from.contains { $0.text == "@outside" }
        if isOutside, from.count > 1 {
            diagnostics.error(
                at: json.location,
                "'\(isAnywhere ? "@anywhere" : "@outside")' stands alone: outside of calls there is no state")
        } else if from.count > 1, let all = from.first(where: { $0.text == "*" }) {
            diagnostics.error(
                at: all.location, "'*' stands alone: it is all states that are not final, so others add nothing")
        }
        return from.filter { !["*", "@outside", "@anywhere"].contains($0.text) }
    }

    /// What is done: an action, the name of some, or several of these.
    mutating func steps(_ json: SourceJSON, _ what: String) -> [ActionDeclaration] {
        switch json.value {
        case .array(let all):
            if all.isEmpty { diagnostics.error(at: json.location, "'\(what)' is an empty list") }
            return all.flatMap { step($0) }
        default: return step(json)
        }
    }

    private mutating func step(_ json: SourceJSON) -> [ActionDeclaration] {
        guard case .string(let text) = json.value else { return actions(json) }
        return [.named(.init(text: text, location: json.location))]
    }

    private mutating func actions(_ json: SourceJSON) -> [ActionDeclaration] {
        var actions: [ActionDeclaration] = []
        var date: ValueExpression?
        var emitted: Specification.Name?
        var said: Specification.Name?
        var onlyIfChanged: SourceLocation?
        var lines: ValueExpression?
        // Where among the others the message is sent: what is said of it can stand anywhere.
        var place = 0
        if case .object(let parts) = json.value, parts.isEmpty {
            diagnostics.error(at: json.location, "this action is empty: write what it does")
        }
        for part in members(
            json, "an action",
            keys: [
                "set", "default", "add", "append", "clear", "forget", "keep", "start", "stop", "merge", "emit", "at",
                "state", "if_changed", "for_each_line", "each_channel",
            ],
            required: [])
        {
            switch part.key {
            case "set", "default", "add", "append":
                let assignments = members(part.value, part.key)
                if case .object = part.value.value, assignments.isEmpty {
                    diagnostics.error(at: part.value.location, "'\(part.key)' names no fact: name one, or leave it out")
                }
                for assignment in assignments {
                    let target = subject(assignment)
                    guard let value = wholeValue(assignment.value) else { continue }
                    switch part.key {
                    case "set": actions.append(.set(target, value))
                    case "default": actions.append(.setDefault(target, value))
                    case "append": actions.append(.append(target, value))
                    default: actions.append(.add(target, value))
                    }
                }
            case "clear":
                actions += oneOrMore(part.value, "clear").map { .clear(subject($0)) }
            case "merge":
                if let partner: ActionDeclaration.Partner = word(part.value, "merge") {
                    actions.append(.merge(partner, part.value.location))
                }
            case "forget": actions += oneOrMore(part.value, "forget").map { .forget($0) }
            case "keep":
                for pair in members(part.value, "keep") {
                    let name = Specification.Name(text: pair.key, location: pair.location)
                    if let value = wholeValue(pair.value) { actions.append(.keep(name, value)) }
                }
            case "start": actions += oneOrMore(part.value, "start").map { .start($0) }
            case "stop": actions += oneOrMore(part.value, "stop").map { .stop($0) }
            case "emit": (emitted, place) = (name(part.value), actions.count)
            case "state": said = name(part.value)
            case "if_changed": if flag(part.value) { onlyIfChanged = part.location }
            case "for_each_line": lines = value(part.value)
            case "each_channel": actions.append(eachChannel(part.value))
            default:
                date = value(part.value)
                if case .first = date {
                    diagnostics.error(
                        at: part.value.location,
                        "'at' is one moment, not a list; 'set' a fact of the type 'time' to the list, and name that fact"
                    )
                }
            }
        }
        if let said {
            if emitted == nil {
                diagnostics.error(
                    at: said.location, "'state' is what a message says of its call, and none is sent in this action")
            }
            actions.insert(.say(said), at: place)
            place += 1
        }
        if let emitted {
            actions.insert(.emit(emitted, at: date, ifChanged: onlyIfChanged, lines: lines), at: place)
        } else if let onlyIfChanged {
            diagnostics.error(
                at: onlyIfChanged, "'if_changed' says when an 'emit' is done, and there is none in this action")
        } else if lines != nil {
            diagnostics.error(
                at: json.location, "'for_each_line' belongs to an 'emit', and there is none in this action")
        } else if date != nil {
            diagnostics.error(at: json.location, "'at' dates an 'emit', and there is none in this action")
        }
        return actions
    }

    private mutating func eachChannel(_ json: SourceJSON) -> ActionDeclaration {
        var filter: [ConditionExpression] = []
        var actions: [ActionDeclaration] = []
        for part in members(json, "'each_channel'", keys: ["where", "do"], required: ["do"]) {
            switch part.key {
            case "where": filter = conditions(part.value)
            default: actions = steps(part.value, "do")
            }
        }
        return .eachChannel(filter, actions, json.location)
    }
}
