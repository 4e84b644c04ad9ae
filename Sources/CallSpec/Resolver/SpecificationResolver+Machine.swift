/// Triggers and transitions.
extension SpecificationResolver {
    mutating func resolveTriggers() {
        for trigger in spec.triggers {
            var resolved = CallProgram.Trigger()
            var context = Context(what: "trigger '\(trigger.name.text)'")
            if trigger.on.text.hasPrefix(Self.timerPrefix) {
                let name = String(trigger.on.text.dropFirst(Self.timerPrefix.count))
                resolved.thingTimer = thingTimer(name)
                if resolved.thingTimer != nil {
                    used.insert("end of timer \(name)")
                    context.isOutside = true
                } else {
                    resolved.timer = timer(.init(text: name, location: trigger.on.location))
                    if resolved.timer != nil { used.insert("end of timer \(name)") }
                }
                context.hasOccurrence = true
            } else if trigger.on.text.hasPrefix("@") {
                resolved.occurrence = TriggerDeclaration.Occurrence(rawValue: trigger.on.text)
                context.hasOccurrence = true
                context.occurrenceHasChannel = resolved.occurrence?.isOfChannel ?? false
                if resolved.occurrence == nil {
                    let known =
                        TriggerDeclaration.Occurrence.allCases.map(\.rawValue)
                        + (spec.timers + spec.things.flatMap(\.timers)).map { Self.timerPrefix + $0.name.text }
                    diagnostics.error(
                        at: trigger.on.location,
                        "'\(trigger.on.text)' does not occur; what does is \(known.joined(separator: ", "))"
                            + Suggestion.text(for: trigger.on.text, among: known))
                }
            } else if let number = eventNumber(trigger.on.text) {
                resolved.event = number
                context.events = [number]
                resolved.isPaired = trigger.each != nil
                context.isPaired = [resolved.isPaired]
                let role: EventDeclaration.BridgeRole? =
                    switch trigger.each {
                    case .connected: .enters
                    case .parted: .leaves
                    case nil: nil
                    }
                if let role, spec.ami.events[number].bridge != role {
                    diagnostics.error(
                        at: trigger.on.location,
                        "the AMI event '\(trigger.on.text)' does not say that a channel \(role.rawValue) a bridge, so "
                            + "nobody is \(trigger.each?.rawValue ?? "") by it")
                }
                context.isUnknown = spec.doubtful.contains(spec.ami.events[number].name)
                used.insert("event \(trigger.on.text)")
            } else if !isMisspeltAtDeclaration(trigger.on) {
                diagnostics.error(
                    at: trigger.on.location,
                    "no AMI event '\(trigger.on.text)' is declared under ami.events"
                        + Suggestion.text(for: trigger.on.text, among: spec.ami.events.map(\.name.text)))
            }
            if context.hasOccurrence { context.occurrenceThings = kindsAtHand(of: resolved) }
            if trigger.each != nil, resolved.event == nil, context.hasOccurrence {
                diagnostics.error(at: trigger.on.location, "'each' needs an AMI event")
            }
            if resolved.event == nil, !context.hasOccurrence { context.isUnknown = true }
            if context.isUnknown { unknownTriggers.insert(program.triggers.count) }
            resolved.conditions = conditions(trigger.conditions, context)
            program.triggers.append(resolved)
        }
    }

    /// Whether a name is declared with faults, which were reported there.
    func isMisspeltAtDeclaration(_ event: Specification.Name) -> Bool {
        let refused = spec.ami.events.map(\.name).filter { spec.doubtful.contains($0) }
        return !Suggestion.text(for: event.text, among: refused.map(\.text)).isEmpty
    }

    mutating func resolveTransitions() {
        let states = spec.states.map(\.name.text)
        let triggers = spec.triggers.map(\.name.text)
        program.table = Array(repeating: [], count: states.count * triggers.count)
        program.outside = Array(repeating: [], count: triggers.count)
        for (number, transition) in spec.transitions.enumerated() {
            let on = transition.on.flatMap { self.triggers($0, among: triggers) }
            for trigger in on { used.insert("trigger \(triggers[trigger])") }
            let groups = spec.stateGroups.map(\.name.text)
            var from = transition.from.compactMap { find($0, among: states, "state", or: groups) }
            if transition.from.isEmpty, !transition.isOutside {
                from = states.indices.filter { !spec.states[$0].isFinal }
            }
            if transition.isAnywhere { from = states.indices.filter { !spec.states[$0].isFinal } }
            if !transition.isOutside, let own = on.first(where: { program.triggers[$0].thingTimer != nil }) {
                diagnostics.error(
                    at: transition.location,
                    "the timer of '\(triggers[own])' is a thing's, so it ends outside of calls: write 'from': '@outside'"
                )
            }
            let things = on.map { program.triggers[$0] }.filter { $0.event == nil }.map { kindsAtHand(of: $0) }
            let context = Context(
                events: on.compactMap { program.triggers[$0].event },
                isPaired: on.compactMap { program.triggers[$0].event == nil ? nil : program.triggers[$0].isPaired },
                hasOccurrence: on.contains { program.triggers[$0].event == nil },
                occurrenceHasChannel: on.allSatisfy {
                    program.triggers[$0].event != nil
                        || program.triggers[$0].occurrence?.isOfChannel ?? false
                },
                occurrenceThings: things.isEmpty ? nil : things.dropFirst().reduce(things[0]) { $0.intersection($1) },
                isOutside: transition.isOutside,
                isUnknown: transition.on.contains { !triggers.contains($0.text) }
                    || !unknownTriggers.isDisjoint(with: on),
                what: "a transition on '\(transition.on.map(\.text).joined(separator: "', '"))'")
            var rule = CallProgram.Rule()
            rule.conditions = conditions(transition.conditions, context)
            rule.to = transition.to.flatMap { find($0, among: states, "state") }
            for action in transition.actions { resolve(action, context, into: &rule.actions) }
            program.rules.append(rule)
            if transition.isOutside {
                if let to = transition.to {
                    diagnostics.error(at: to.location, "outside of calls there is no state to go to")
                }
                for trigger in on { program.outside[trigger].append(number) }
            }
            for state in from {
                for trigger in on { program.table[state * triggers.count + trigger].append(number) }
            }
        }
    }

    /// What the name of the end of a timer begins with.
    static let timerPrefix = "@timer."

    mutating func timer(_ name: Specification.Name) -> Int? {
        find(name, among: spec.timers.map(\.name.text), "timer", or: spec.things.flatMap { $0.timers.map(\.name.text) })
    }

    /// The triggers of a name: one for each event that leads to the same.
    private mutating func triggers(_ name: Specification.Name, among names: [String]) -> [Int] {
        let found = names.indices.filter { names[$0] == name.text }
        return found.isEmpty ? find(name, among: names, "trigger").map { [$0] } ?? [] : found
    }

    /// - Parameter others: What could have been meant besides.
    mutating func find(
        _ name: Specification.Name, among names: [String], _ what: String, or others: [String] = []
    ) -> Int? {
        if let index = names.firstIndex(of: name.text) { return index }
        diagnostics.error(
            at: name.location,
            "there is no \(what) '\(name.text)'\(Suggestion.text(for: name.text, among: names + others))")
        return nil
    }
}
