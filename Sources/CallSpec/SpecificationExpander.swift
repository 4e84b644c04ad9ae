/// Puts what names stand for in their places: conditions, values, lists of actions, groups of states, and what is done
/// on entering a state. What comes out is as flat as it runs.
struct SpecificationExpander {
    private(set) var diagnostics = Diagnostics(mergesRepeats: true)
    private let spec: Specification
    private let conditions: [String: [ConditionExpression]]
    private let values: [String: ValueExpression]
    private let actions: [String: [ActionDeclaration]]
    private let groups: [String: [Specification.Name]]
    private var used: Set<String> = []
    /// The names that are being looked up, to find those that stand for themselves.
    private var open: [String] = []

    init(_ specification: Specification) {
        spec = specification
        conditions = Dictionary(spec.conditions.map { ($0.name.text, $0.content) }) { first, _ in first }
        values = Dictionary(spec.values.map { ($0.name.text, $0.content) }) { first, _ in first }
        actions = Dictionary(spec.actions.map { ($0.name.text, $0.content) }) { first, _ in first }
        groups = Dictionary(spec.stateGroups.map { ($0.name.text, $0.states) }) { first, _ in first }
    }

    mutating func expand() -> Specification {
        checkNames()
        var flat = spec
        flat.triggers = spec.triggers.map { trigger in
            var flat = trigger
            flat.conditions = expanded(trigger.conditions)
            return flat
        }
        flat.states = spec.states.map { state in
            var flat = state
            flat.enter = expanded(state.enter)
            return flat
        }
        flat.things = spec.things.map { thing in
            var flat = thing
            flat.key = thing.key.map { expanded($0) }
            return flat
        }
        let enter = Dictionary(flat.states.map { ($0.name.text, $0.enter) }) { first, _ in first }
        flat.transitions = spec.transitions.map { expanded($0, enter) }
        flat.openingFields = spec.openingFields.map { expanded($0) }
        flat.closingFields = spec.closingFields.map { expanded($0) }
        flat.messages = spec.messages.map { message in
            var flat = message
            flat.fields = message.fields.map { expanded($0) }
            return flat
        }
        flat.invariants = spec.invariants.map { invariant in
            var flat = invariant
            flat.exceptions = invariant.exceptions.map { expanded($0) }
            flat.claims = invariant.claims.map { claim in
                guard case .always(let requirements) = claim else { return claim }
                return .always(requirements.map { ($0.message, $0.alternatives.map { expanded($0) }) })
            }
            return flat
        }
        if spec.hasQ850 { flat.causes = causes() }
        return flat
    }

    // MARK: Names

    private mutating func checkNames() {
        let headers = Set(spec.ami.events.flatMap { $0.headers.map(\.text) })
        let kinds: [(String, [Specification.Name])] = [
            ("a condition", spec.conditions.map(\.name)), ("a value", spec.values.map(\.name)),
            ("a list of actions", spec.actions.map(\.name)), ("a group of states", spec.stateGroups.map(\.name)),
            ("a group of triggers", spec.triggerGroups), ("a thing", spec.things.map(\.name)),
        ]
        for (what, names) in kinds {
            for name in names {
                if !SpecificationResolver.isSnakeCase(name.text) {
                    diagnostics.error(
                        at: name.location,
                        "the name of \(what) is lower-case letters, digits and '_': not '\(name.text)'")
                } else if Self.taken.contains(name.text) || headers.contains(name.text) {
                    diagnostics.error(
                        at: name.location, "'\(name.text)' is a reserved word; use another name")
                }
            }
        }
        // Names in one object differ; those in groups may not.
        let triggers = spec.triggers.filter { !$0.isOneOfSeveral }.map(\.name)
        let things = spec.things.map(\.name)
        for names in [
            spec.states.map(\.name) + spec.stateGroups.map(\.name), triggers + spec.triggerGroups,
            things + spec.conditions.map(\.name) + spec.values.map(\.name),
            spec.timers.map(\.name) + spec.things.flatMap { $0.timers.map(\.name) },
        ] {
            var seen: Set<String> = []
            for name in names where !seen.insert(name.text).inserted {
                diagnostics.error(at: name.location, "'\(name.text)' already names something else")
            }
        }
    }

    /// What is known by these names without being declared.
    private static let taken: Set = [
        "any", "now", "message", "description", "event_id", "sequence", "pbx", "variables", "call", "channel", "peer",
        "other",
    ]

    /// Warns of names that nothing uses. Where there are mistakes, they can be what one was about.
    func warnOfUnused(into diagnostics: inout Diagnostics) {
        let kinds: [(String, [Specification.Name])] = [
            ("condition", spec.conditions.map(\.name)), ("value", spec.values.map(\.name)),
            ("list of actions", spec.actions.map(\.name)), ("group of states", spec.stateGroups.map(\.name)),
        ]
        for (what, names) in kinds {
            for name in names where !used.contains("\(what) \(name.text)") {
                diagnostics.warning(at: name.location, "nothing uses the \(what) '\(name.text)'")
            }
        }
    }

    /// Does something with what a name stands for, unless it stands for itself.
    private mutating func open<Result>(
        _ what: String, _ name: String, at location: SourceLocation, _ body: (inout Self) -> Result
    ) -> Result? {
        let key = "\(what) \(name)"
        used.insert(key)
        guard !open.contains(key) else {
            diagnostics.error(at: location, "the \(what) '\(name)' stands for itself")
            return nil
        }
        open.append(key)
        defer { open.removeLast() }
        return body(&self)
    }

    // MARK: Conditions

    private mutating func expanded(_ all: [ConditionExpression]) -> [ConditionExpression] {
        all.flatMap { expanded($0) }
    }

    private mutating func expanded(_ condition: ConditionExpression) -> [ConditionExpression] {
        let subject = condition.subject
        if case .any(let groups) = condition.test {
            return [.init(subject: subject, test: .any(groups.map { expanded($0) }))]
        }
        guard subject.scope == .header, subject.part == nil, let named = conditions[subject.name] else {
            return [.init(subject: subject, test: expanded(condition.test))]
        }
        guard case .equals(.flag(let holds, _)) = condition.test else {
            diagnostics.error(at: subject.location, "the condition '\(subject.name)' holds or not: write true or false")
            return []
        }
        let inner = open("condition", subject.name, at: subject.location) { $0.expanded(named) } ?? []
        if holds || inner.isEmpty { return inner }
        // The opposite of one test is another; several can't hold together.
        if inner.count == 1 { return [.init(subject: inner[0].subject, test: .not(inner[0].test))] }
        return [.init(subject: subject, test: .not(.any([inner])))]
    }

    private mutating func expanded(_ test: ConditionExpression.Test) -> ConditionExpression.Test {
        switch test {
        case .equals(let value): .equals(expanded(value))
        case .oneOf(let values): .oneOf(values.map { expanded($0) })
        case .atLeast(let value): .atLeast(expanded(value))
        case .below(let value): .below(expanded(value))
        case .not(let test): .not(expanded(test))
        case .any, .absent, .digits, .matches: test
        }
    }

    // MARK: Values

    private mutating func expanded(_ value: ValueExpression) -> ValueExpression {
        switch value {
        case .text, .number, .flag: return value
        case .reference(let reference):
            guard reference.scope == .header, let named = values[reference.name] else { return value }
            let inner = open("value", reference.name, at: reference.location) { $0.expanded(named) } ?? value
            return reference.part.map { part(of: inner, $0, reference) } ?? inner
        case .first(let values, let location): return .first(values.map { expanded($0) }, location)
        case .party(let number, let name, let location):
            return .party(extension: number.map { expanded($0) }, name: name.map { expanded($0) }, location)
        case .causeOf(let code, let location): return .causeOf(expanded(code), location)
        case .ago(let header, let location): return .ago(expanded(header), location)
        case .guarded(let inner, let guards, let location): return .guarded(expanded(inner), expanded(guards), location)
        case .count(let name, let filter, let location): return .count(name, expanded(filter), location)
        case .least(let value, let location): return .least(expanded(value), location)
        case .join(let pieces, let location): return .join(pieces.map { expanded($0) }, location)
        }
    }

    /// The extension or the name of a party.
    private mutating func part(of value: ValueExpression, _ part: String, _ place: Reference) -> ValueExpression {
        switch value {
        case .reference(var reference) where reference.part == nil:
            reference.part = part
            return .reference(reference)
        case .guarded(let inner, let guards, let location):
            return .guarded(self.part(of: inner, part, place), guards, location)
        case .party(let number?, _, _) where part == "extension": return number
        case .party(_, let name?, _) where part == "name": return name
        default:
            diagnostics.error(at: place.location, "the value '\(place.name)' has no part '\(part)'")
            return value
        }
    }

    // MARK: Actions

    private mutating func expanded(_ all: [ActionDeclaration]) -> [ActionDeclaration] {
        all.flatMap { action -> [ActionDeclaration] in
            switch action {
            case .set(let target, let value): return [.set(target, expanded(value))]
            case .setDefault(let target, let value): return [.setDefault(target, expanded(value))]
            case .add(let target, let value): return [.add(target, expanded(value))]
            case .append(let target, let value): return [.append(target, expanded(value))]
            case .emit(let message, let date, let isChanged, let lines):
                return [
                    .emit(
                        message, at: date.map { expanded($0) }, ifChanged: isChanged, lines: lines.map { expanded($0) })
                ]
            case .eachChannel(let filter, let actions, let location):
                return [.eachChannel(expanded(filter), expanded(actions), location)]
            case .keep(let name, let value): return [.keep(name, expanded(value))]
            case .clear, .forget, .merge, .start, .stop, .say: return [action]
            case .named(let name):
                guard let named = actions[name.text] else {
                    diagnostics.error(
                        at: name.location,
                        "there is no list of actions '\(name.text)'\(Suggestion.text(for: name.text, among: actions.keys))"
                    )
                    return []
                }
                return open("list of actions", name.text, at: name.location) { $0.expanded(named) } ?? []
            }
        }
    }

    // MARK: Transitions and fields

    private mutating func expanded(
        _ transition: TransitionDeclaration, _ enter: [String: [ActionDeclaration]]
    ) -> TransitionDeclaration {
        var flat = transition
        flat.from = states(transition.from)
        let outer = Set(states(transition.outerFrom).map(\.text))
        let known = Set(spec.states.map(\.name.text))
        // Misspellings are reported elsewhere.
        if !outer.isEmpty, outer.isSubset(of: known),
            let other = flat.from.first(where: { known.contains($0.text) && !outer.contains($0.text) })
        {
            diagnostics.error(
                at: other.location, "the transition around this case does not start from '\(other.text)'")
        }
        flat.conditions = expanded(transition.conditions)
        flat.actions = expanded(transition.actions)
        if let to = transition.to {
            flat.actions += enter[to.text] ?? []
            if groups[to.text] != nil {
                diagnostics.error(at: to.location, "'\(to.text)' is a group of states: name the one it leads to")
                flat.to = nil
            }
        }
        return flat
    }

    private mutating func states(_ names: [Specification.Name]) -> [Specification.Name] {
        var seen: Set<String> = []
        return names.flatMap { name -> [Specification.Name] in
            guard let group = groups[name.text] else { return [name] }
            used.insert("group of states \(name.text)")
            return group.map { .init(text: $0.text, location: name.location) }
        }
        .filter { name in
            if seen.insert(name.text).inserted { return true }
            diagnostics.error(at: name.location, "'\(name.text)' is listed twice")
            return false
        }
    }

    /// The causes of Q.850, in whose places stand the spec's own of the same code; its others after them.
    private mutating func causes() -> [CauseDeclaration] {
        var others = spec.causes
        var all = Q850.causes.map { known in
            guard let own = others.firstIndex(where: { $0.code == known.code }) else {
                let name = Specification.Name(text: known.name, location: .start)
                return CauseDeclaration(
                    name: name, code: known.code, codeLocation: .start, description: known.description)
            }
            return others.remove(at: own)
        }
        for other in others {
            if let known = all.first(where: { $0.name.text == other.name.text }) {
                diagnostics.error(
                    at: other.name.location,
                    "'\(other.name.text)' is Q.850's name for the code \(known.code ?? 0): give it that code, or another name"
                )
            }
            all.append(other)
        }
        return all
    }

    private mutating func expanded(_ field: FieldDeclaration) -> FieldDeclaration {
        var flat = field
        switch field.content {
        case .value(let value): flat.content = .value(expanded(value))
        case .number(let value): flat.content = .number(expanded(value))
        case .seconds(let from, let to): flat.content = .seconds(from: expanded(from), to: expanded(to))
        case .eachChannel(let value, let filter): flat.content = .eachChannel(expanded(value), expanded(filter))
        case .words, .headersAfter: break
        }
        return flat
    }
}
