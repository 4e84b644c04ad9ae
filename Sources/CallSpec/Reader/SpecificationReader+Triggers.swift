/// Triggers, and what those do that say it themselves.
extension SpecificationReader {
    /// What stands around a trigger, and holds for it too.
    struct Group {
        /// What its triggers are made of.
        var on: [(event: Specification.Name, conditions: [ConditionExpression])] = []
        /// The pairs of channels that they are set off for.
        var each: TriggerDeclaration.Pairing?
        /// What must hold.
        var conditions: [ConditionExpression] = []
    }

    mutating func triggers(_ json: SourceJSON, in group: Group = Group(), into spec: inout Specification) {
        for member in members(json, "triggers") { trigger(member, in: group, into: &spec) }
    }

    private mutating func trigger(_ member: SourceJSON.Member, in group: Group, into spec: inout Specification) {
        let errors = diagnostics.errorCount
        let name = Specification.Name(text: member.key, location: member.location)
        let parts = members(
            member.value, "a trigger", keys: ["on", "each", "where", "triggers"] + Self.ruleKeys,
            required: group.on.isEmpty ? ["about", "on"] : ["about"])
        var own = group
        var about = ""
        for part in parts {
            switch part.key {
            case "about": about = sentence(part.value)
            case "on":
                if !group.on.isEmpty {
                    diagnostics.error(
                        at: part.location, "the group around '\(name.text)' says 'on' what its triggers are")
                }
                own.on = events(part.value)
            case "each": own.each = word(part.value, "each")
            case "where": own.conditions += conditions(part.value)
            default: break
            }
        }
        if let inner = parts.first(where: { $0.key == "triggers" }) {
            if let rule = parts.first(where: { $0.key != "about" && Self.ruleKeys.contains($0.key) }) {
                diagnostics.error(
                    at: rule.location, "a group of triggers does nothing itself; '\(rule.key)' belongs to one of them")
            }
            if case .object(let all) = inner.value.value, all.isEmpty {
                diagnostics.error(at: inner.value.location, "a group of triggers needs at least one")
            }
            spec.triggerGroups.append(name)
            return triggers(inner.value, in: own, into: &spec)
        }
        for (event, conditions) in own.on {
            spec.triggers.append(
                TriggerDeclaration(
                    name: name, about: about, on: event, each: own.each, isOneOfSeveral: own.on.count > 1,
                    conditions: conditions + own.conditions))
        }
        doubt(name, ifMoreThan: errors)
        let rule = parts.filter { $0.key != "about" }
        guard rule.contains(where: { Self.ruleKeys.contains($0.key) }) else { return }
        spec.transitions += rules(rule, in: TransitionDeclaration(on: [name], location: member.location))
    }

    /// One event, or several with what must hold of each.
    private mutating func events(
        _ json: SourceJSON
    ) -> [(event: Specification.Name, conditions: [ConditionExpression])] {
        guard case .object(let all) = json.value else { return name(json).map { [($0, [])] } ?? [] }
        if all.isEmpty { diagnostics.error(at: json.location, "'on' names no event: name one or more") }
        return all.map { (.init(text: $0.key, location: $0.location), conditions($0.value)) }
    }
}
