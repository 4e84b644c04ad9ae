/// What names stand for.
extension SpecificationResolver {
    /// A value's type.
    struct Typed {
        var source: CallProgram.Source
        var kind: FactDeclaration.Kind
        var words: [String] = []
        /// The range of a number, if declared.
        var between: ClosedRange<Int>?
    }

    mutating func lookUp(_ reference: Reference, _ context: Context) -> [Typed]? {
        switch reference.scope {
        case .runtime:
            return [Typed(source: .known(.now), kind: .time)]
        case .header:
            if reference.name == "line", reference.part == nil, context.isEachLine {
                return [Typed(source: .known(.line), kind: .text)]
            }
            return header(reference, context)
        case .thing:
            return thing(reference, context)
        case .call, .channel, .peer, .other:
            if context.isOutside, !context.isOfEachChannel {
                diagnostics.error(
                    at: reference.location,
                    "'\(reference.text)' is not known in \(context.what): it is outside of any call")
                return nil
            }
            if reference.scope != .call, !canSee(reference, context) { return nil }
            if let known = CallProgram.Known(rawValue: "\(reference.scope.rawValue).\(reference.name)"),
                reference.part == nil
            {
                if known == .callState, !context.isClaim {
                    diagnostics.error(at: reference.location, "only an invariant can ask for '\(reference.text)'")
                }
                return [Typed(source: .known(known), kind: known.kind)]
            }
            return fact(reference)
        }
    }

    mutating func canSee(_ reference: Reference, _ context: Context) -> Bool {
        if context.isUnknown || context.isOfEachChannel && reference.scope == .channel { return true }
        if context.isEachChannel {
            if reference.scope == .channel { return true }
            diagnostics.error(
                at: reference.location,
                "'\(reference.text)' is not known in \(context.what): of each channel, only itself and its call are")
            return false
        }
        let events = context.events.map { spec.ami.events[$0] }
        let misfit = events.enumerated().first { place, event in
            if context.isPaired.indices.contains(place), context.isPaired[place] { return false }
            if reference.scope == .peer || reference.scope == .other {
                return event.peer == nil && event.peerDevice == nil
            }
            return event.channel == .none || event.channel == .everyCall
        }?.element
        let isKnown = context.hasOccurrence ? context.occurrenceHasChannel : !events.isEmpty
        if misfit == nil, isKnown, reference.scope != .peer || !context.hasOccurrence { return true }
        diagnostics.error(
            at: reference.location,
            "'\(reference.text)' is not known in \(context.what): there may be no AMI event with such a channel here",
            cause: misfit.map { "\(reference.scope.rawValue) of \($0.name.text)" }
        )
        return false
    }

    mutating func header(_ reference: Reference, _ context: Context) -> [Typed]? {
        if context.isUnknown { return nil }
        if context.events.isEmpty || context.hasOccurrence {
            diagnostics.error(
                at: reference.location,
                "the header '\(reference.name)' is not known in \(context.what): there may be no AMI event here"
            )
            return nil
        }
        // What can stand where a header does.
        let words =
            ["call", "channel", "peer", "now"] + spec.conditions.map(\.name.text) + spec.values.map(\.name.text)
            + spec.things.map(\.name.text)
        for number in context.events {
            let event = spec.ami.events[number]
            let readable = readable(event)
            guard !readable.contains(reference.name) else {
                used.insert("header \(event.name.text) \(reference.name)")
                continue
            }
            diagnostics.error(
                at: reference.location,
                "the AMI event '\(event.name.text)' of \(context.what) reads no header '\(reference.name)'"
                    + Suggestion.text(for: reference.name, among: readable + words),
                cause: "header \(reference.name) of \(event.name.text)")
            return nil
        }
        guard let number = headerNumbers[reference.name] else { return nil }
        switch reference.part {
        case nil: return [Typed(source: .header(number), kind: .text)]
        case "endpoint": return [Typed(source: .headerEndpoint(number), kind: .text)]
        case "user": return [Typed(source: .headerUser(number), kind: .text)]
        case let part?:
            diagnostics.error(
                at: reference.location,
                "a header has the parts 'endpoint' and 'user', but no '\(part)'"
                    + Suggestion.text(for: part, among: ["endpoint", "user"]))
            return nil
        }
    }

    mutating func fact(_ reference: Reference) -> [Typed]? {
        let isOfCall = reference.scope == .call || reference.scope == .other
        let kind: Int? = reference.thing.flatMap { self.kind($0) }
        let facts = kind.map { spec.things[$0].facts } ?? (isOfCall ? spec.callFacts : spec.channelFacts)
        let owner = reference.thing ?? (isOfCall ? "call" : "channel")
        guard let fact = facts.first(where: { $0.name.text == reference.name }) else {
            let known = CallProgram.Known.allCases.map(\.rawValue).filter {
                $0.hasPrefix(reference.scope.rawValue + ".")
            }
            .map { String($0.dropFirst(reference.scope.rawValue.count + 1)) }
            diagnostics.error(
                at: reference.location,
                "a \(owner) has no fact '\(reference.name)'"
                    + Suggestion.text(
                        for: reference.name,
                        among: facts.map(\.name.text) + known + (kind == nil ? [] : Self.knownOfThings)))
            return nil
        }
        used.insert("read \(owner).\(fact.name.text)")
        if spec.doubtful.contains(fact.name) { return nil }
        func text(_ name: String) -> CallProgram.Source? {
            let slots = kind.map { program.things[$0].texts } ?? (isOfCall ? program.callTexts : program.channelTexts)
            guard let slot = slots.firstIndex(where: { $0.name == name }) else { return nil }
            if let kind { return .thingText(kind, slot) }
            switch reference.scope {
            case .call: return .callText(slot)
            case .channel: return .channelText(slot)
            case .other: return .otherText(slot)
            default: return .peerText(slot)
            }
        }
        if fact.kind == .party {
            let parts = reference.part.map { [$0] } ?? ["extension", "name"]
            let sources = parts.compactMap { text("\(fact.name.text).\($0)") }
            guard sources.count == parts.count else {
                diagnostics.error(
                    at: reference.location,
                    "a party has an 'extension' and a 'name', but no '\(parts[0])'"
                        + Suggestion.text(for: parts[0], among: ["extension", "name"]))
                return nil
            }
            return sources.map { Typed(source: $0, kind: reference.part == nil ? .party : .text) }
        }
        if let part = reference.part, !(fact.kind == .cause && part == "description") {
            diagnostics.error(
                at: reference.location, "'\(fact.name.text)' is a \(fact.kind.rawValue) and has no part '\(part)'")
            return nil
        }
        if fact.kind == .text { return text(fact.name.text).map { [Typed(source: $0, kind: .text)] } }
        let slots = kind.map { program.things[$0].numbers } ?? (isOfCall ? program.callNumbers : program.channelNumbers)
        guard let slot = slots.firstIndex(where: { $0.name == fact.name.text }) else { return nil }
        let source: CallProgram.Source =
            switch reference.scope {
            case .thing: .thingNumber(kind ?? 0, slot)
            case .call: .callNumber(slot)
            case .channel: .channelNumber(slot)
            case .other: .otherNumber(slot)
            default: .peerNumber(slot)
            }
        return [Typed(source: source, kind: fact.kind, words: fact.words.map(\.text), between: fact.between)]
    }
}
