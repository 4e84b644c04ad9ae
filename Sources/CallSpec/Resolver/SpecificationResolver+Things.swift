/// What is there besides calls and channels.
extension SpecificationResolver {
    func kind(_ name: String) -> Int? { spec.things.firstIndex { $0.name.text == name } }

    /// The number of a kind that is named.
    mutating func kind(_ name: Specification.Name) -> Int? {
        find(name, among: spec.things.map(\.name.text), "thing")
    }

    /// What is known of every thing without being declared.
    static let knownOfThings = ["key", "endpoint"]

    mutating func declareThings() {
        for (number, thing) in spec.things.enumerated() {
            if let whole = thing.whole, let kind = kind(whole) {
                if kind < number {
                    program.things[number].whole = kind
                } else {
                    diagnostics.error(
                        at: whole.location,
                        "'\(whole.text)' has to stand before '\(thing.name.text)', which is a part of it")
                }
            }
            for fact in thing.facts where Self.knownOfThings.contains(fact.name.text) {
                diagnostics.error(
                    at: fact.name.location,
                    "'\(thing.name.text).\(fact.name.text)' is always known; rename the fact, or leave it out"
                )
            }
            guard let key = thing.key, !spec.doubtful.contains(thing.name) else { continue }
            let ways: [ValueExpression]
            if case .first(let several, _) = key { ways = several } else { ways = [key] }
            let errors = diagnostics.errorCount
            defer { if diagnostics.errorCount > errors { program.specification.doubtful.insert(thing.name) } }
            for way in ways where !spec.ami.events.indices.contains(where: { canTell(way, $0, of: number) }) {
                if spec.ami.events.contains(where: { spec.doubtful.contains($0.name) }) { continue }
                diagnostics.error(
                    at: way.location, "no AMI event that is declared tells this of a '\(thing.name.text)'")
            }
            program.things[number].keys = spec.ami.events.indices.map { event in
                let known = ways.filter { canTell($0, event, of: number) }
                let context = Context(events: [event], what: "the key of '\(thing.name.text)'")
                return known.flatMap { sources($0, as: .text, words: [], context) ?? [] }
            }
        }
    }

    /// Whether an event has all that a value is made of: headers, channels, and things that stand before the one that is
    /// to be told by it.
    private func canTell(_ value: ValueExpression, _ event: Int, of number: Int) -> Bool {
        let declaration = spec.ami.events[event]
        switch value {
        case .text: return true
        case .reference(let reference):
            switch reference.scope {
            case .header: return readable(declaration).contains(reference.name)
            case .channel: return ![.none, .everyCall].contains(declaration.channel)
            case .peer: return declaration.peer != nil || declaration.peerDevice != nil
            case .thing: return kind(reference.thing ?? "").map { $0 < number && isTold($0, at: event) } ?? false
            case .call, .other, .runtime: return false
            }
        case .guarded(let inner, let conditions, _):
            return canTell(inner, event, of: number)
                && conditions.allSatisfy { canTell(.reference($0.subject), event, of: number) }
        case .join(let pieces, _): return pieces.allSatisfy { canTell($0, event, of: number) }
        default: return false
        }
    }

    /// The headers that can be read of an event.
    func readable(_ event: EventDeclaration) -> [String] {
        let own = [spec.ami.channelID, spec.ami.channelName, spec.ami.callID].map(\.text)
        var readable = event.headers.map(\.text) + own.map { event.prefix + $0 }
        readable.append(spec.ami.time.text)
        for peer in event.peers { readable += own.map { peer.text + $0 } }
        return readable
    }

    /// Whether events name their thing, and the whole that it is a part of.
    private func isTold(_ kind: Int, at event: Int) -> Bool {
        guard program.things[kind].keys.indices.contains(event) else { return true }
        return !program.things[kind].keys[event].isEmpty
            && (program.things[kind].whole.map { isTold($0, at: event) } ?? true)
    }

    /// The things at hand where a trigger is made of no event of AMI.
    mutating func kindsAtHand(of trigger: CallProgram.Trigger) -> Set<Int> {
        if let timer = trigger.thingTimer { return kindsAtHand(timer.kind) }
        return trigger.occurrence == .channelPresent ? kindsAtRollCall() : []
    }

    /// The things that an answer to a resynchronisation names; notes that they are asked for.
    private mutating func kindsAtRollCall() -> Set<Int> {
        guard let item = spec.ami.rollCall?.item.text,
            let event = spec.ami.events.firstIndex(where: { $0.name.text == item })
        else { return [] }
        let kinds = spec.things.indices.filter { isTold($0, at: event) }
        for kind in kinds { usedThings.insert(ThingUse(event: event, kind: kind)) }
        return Set(kinds)
    }

    /// Whether a thing is at hand; notes that it is asked for.
    mutating func canSee(thing kind: Int, _ context: Context, at location: SourceLocation) -> Bool {
        if context.isUnknown || spec.doubtful.contains(spec.things[kind].name) { return true }
        if context.eachThing == kind { return true }
        let name = spec.things[kind].name.text
        for event in context.events where !isTold(kind, at: event) {
            diagnostics.error(
                at: location,
                "the AMI event '\(spec.ami.events[event].name.text)' of \(context.what) does not name the '\(name)' it is about",
                cause: "\(name) of \(spec.ami.events[event].name.text)")
            return false
        }
        let isOfOccurrence = context.occurrenceThings?.contains(kind) ?? !context.hasOccurrence
        if !isOfOccurrence || context.events.isEmpty && context.occurrenceThings == nil {
            diagnostics.error(
                at: location, "no '\(name)' is known in \(context.what): there may be no AMI event here that names it"
            )
            return false
        }
        for event in context.events {
            var next: Int? = kind
            while let part = next {
                usedThings.insert(ThingUse(event: event, kind: part))
                next = program.things[part].whole
            }
        }
        return true
    }

    /// What is remembered of the thing at hand, or its key.
    mutating func thing(_ reference: Reference, _ context: Context) -> [Typed]? {
        guard let kind = kind(reference.thing ?? ""), canSee(thing: kind, context, at: reference.location) else {
            return nil
        }
        if reference.name == "key", reference.part == nil { return [Typed(source: .thingKey(kind), kind: .text)] }
        if reference.name == "endpoint", reference.part == nil {
            return [Typed(source: .thingEndpoint(kind), kind: .text)]
        }
        return fact(reference)
    }

    /// How many there are of something.
    mutating func count(
        _ name: Specification.Name, _ filter: [ConditionExpression], _ context: Context
    ) -> CallProgram.Source? {
        var each = context
        if name.text == "channel" {
            each.isOfEachChannel = true
            return .count(nil, conditions(filter, each))
        }
        guard
            let kind = find(name, among: spec.things.map(\.name.text), "thing", or: ["channel"]),
            program.things[kind].whole.map({ canSee(thing: $0, context, at: name.location) }) ?? true
        else { return nil }
        each.eachThing = kind
        return .count(kind, conditions(filter, each))
    }

    /// The least of a number of things.
    mutating func least(_ value: ValueExpression, _ context: Context) -> Typed? {
        guard case .reference(let reference) = value, reference.scope == .thing, let kind = kind(reference.thing ?? "")
        else {
            diagnostics.error(at: value.location, "'least' is of a number or a time of things, written $THING.NAME")
            return nil
        }
        if let whole = program.things[kind].whole, !canSee(thing: whole, context, at: value.location) { return nil }
        var each = context
        each.eachThing = kind
        guard let found = lookUp(reference, each)?.first else { return nil }
        guard case .thingNumber(kind, let place) = found.source, [.number, .time].contains(found.kind) else {
            diagnostics.error(
                at: value.location, "'\(reference.text)' is a \(found.kind.rawValue); 'least' is of numbers and times")
            return nil
        }
        return Typed(source: .least(kind, place), kind: found.kind)
    }

    /// A thing that an action is about.
    mutating func thingAtHand(_ name: Specification.Name, _ context: Context) -> Int? {
        guard let kind = kind(name), canSee(thing: kind, context, at: name.location) else { return nil }
        return kind
    }

    /// A timer of things, by its name.
    func thingTimer(_ name: String) -> CallProgram.ThingTimer? {
        for (kind, thing) in spec.things.enumerated() {
            if let timer = thing.timers.firstIndex(where: { $0.name.text == name }) {
                return .init(kind: kind, timer: timer)
            }
        }
        return nil
    }

    /// The kinds that are at hand when a timer of a thing is over.
    func kindsAtHand(_ kind: Int) -> Set<Int> {
        var kinds: Set<Int> = []
        var next: Int? = kind
        while let kind = next {
            kinds.insert(kind)
            next = program.things[kind].whole
        }
        return kinds
    }
}
