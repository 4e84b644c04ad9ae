/// What transitions do.
extension SpecificationResolver {
    mutating func resolve(
        _ action: ActionDeclaration, _ context: Context, into actions: inout [CallProgram.Action]
    ) {
        switch action {
        // What names stand for was put in their place.
        case .named: break
        case .set(let target, let value):
            assign(target, value, onlyIfUnset: false, context, into: &actions)
        case .setDefault(let target, let value):
            assign(target, value, onlyIfUnset: true, context, into: &actions)
        case .add(let target, let value):
            guard let place = place(target, context), let source = number(value, context) else { return }
            guard place.fact.kind == .number else {
                diagnostics.error(
                    at: target.location, "'\(target.text)' is a \(place.fact.kind.rawValue); only numbers grow")
                return
            }
            if let bounds = place.fact.between, !bounds.contains(0) {
                diagnostics.error(
                    at: target.location,
                    "'\(target.text)' grows from 0, which it can't be: it is between \(bounds.lowerBound) and \(bounds.upperBound)"
                )
            }
            actions.append(.addNumber(place.owner, place.slot, source))
        case .clear(let target) where target.scope == .header && target.part == nil && kind(target.name) != nil:
            if let kind = thingAtHand(.init(text: target.name, location: target.location), context) {
                actions.append(.clearThing(kind))
            }
        case .forget(let name):
            if let kind = thingAtHand(name, context) { actions.append(.forgetThing(kind)) }
        case .keep(let name, let value):
            guard let kind = thingAtHand(name, context), let count = number(value, context) else { return }
            guard program.things[kind].whole != nil else {
                diagnostics.error(
                    at: name.location,
                    "'\(name.text)' is a part of nothing, so it is not said of which how many are kept")
                return
            }
            actions.append(.keepThings(kind, count))
        case .clear(let target):
            guard let place = place(target, context) else { return }
            switch place.fact.kind {
            case .text: actions.append(.clearText(place.owner, place.slot))
            case .party:
                if target.part != "name" { actions.append(.clearText(place.owner, place.slot)) }
                if target.part == nil { actions.append(.clearText(place.owner, place.slot + 1)) }
                if target.part == "name" { actions.append(.clearText(place.owner, place.slot)) }
            default: actions.append(.clearNumber(place.owner, place.slot))
            }
        case .append(let target, let value):
            guard let place = place(target, context), let sources = sources(value, as: .text, words: [], context)
            else { return }
            guard place.fact.kind == .text else {
                diagnostics.error(
                    at: target.location, "'\(target.text)' is a \(place.fact.kind.rawValue); only texts get lines")
                return
            }
            actions.append(.appendText(place.owner, place.slot, sources))
        case .eachChannel(let filter, let inner, let location):
            if context.isOutside {
                diagnostics.error(at: location, "outside of calls there is no call that has channels")
            }
            if context.isEachChannel { diagnostics.error(at: location, "'each_channel' stands in another one") }
            var each = context
            each.isEachChannel = true
            var steps: [CallProgram.Action] = []
            let conditions = conditions(filter, each)
            for action in inner {
                if case .merge(_, let location) = action {
                    diagnostics.error(at: location, "channels change their calls here, so 'each_channel' can't do that")
                    continue
                }
                resolve(action, each, into: &steps)
            }
            actions.append(.eachChannel(where: conditions, steps))
        case .merge(.peer, let location):
            let hasPeer = zip(context.events, context.isPaired).allSatisfy { spec.ami.events[$0].peer != nil || $1 }
            if !context.isUnknown, context.events.isEmpty || context.hasOccurrence || !hasPeer {
                diagnostics.error(at: location, "there is no second channel in \(context.what)")
            }
            actions.append(.mergePeer)
        case .merge(.bridge, let location):
            let enters = context.events.allSatisfy { spec.ami.events[$0].bridge == .enters }
            if !context.isUnknown, context.events.isEmpty || context.hasOccurrence || !enters {
                diagnostics.error(at: location, "no channel enters a bridge in \(context.what)")
            }
            actions.append(.mergeBridge)
        case .start(let name):
            used.insert("start of timer \(name.text)")
            if let timer = thingTimer(name.text) {
                guard canSee(thing: timer.kind, context, at: name.location) else { return }
                actions.append(.startThingTimer(timer.kind, timer.timer))
                return
            }
            checkTimer(name, context)
            if let timer = timer(name) { actions.append(.startTimer(timer)) }
        case .stop(let name):
            if let timer = thingTimer(name.text) {
                guard canSee(thing: timer.kind, context, at: name.location) else { return }
                actions.append(.stopThingTimer(timer.kind, timer.timer))
                return
            }
            checkTimer(name, context)
            if let timer = timer(name) { actions.append(.stopTimer(timer)) }
        case .say(let word):
            if word.text.isEmpty { diagnostics.error(at: word.location, "what a call is doing is a word") }
            if context.isOutside {
                diagnostics.error(at: word.location, "outside of calls there is no call with a state")
            }
            actions.append(.say(word.text))
        case .emit(let name, let date, let ifChanged, let lines):
            if let ifChanged, lines != nil {
                diagnostics.error(at: ifChanged, "'if_changed' and 'for_each_line' don't go together")
            }
            var context = context
            context.isEachLine = lines != nil
            guard let message = find(name, among: spec.messages.map(\.name.text), "message") else { return }
            used.insert("message \(name.text)")
            senders[message, default: []].append(context)
            if context.isOutside, spec.messages[message].isAboutCall {
                diagnostics.error(
                    at: name.location, "the message '\(name.text)' is about a call, and outside of calls there is none")
            }
            if let ifChanged, spec.messages[message].isAboutCall || !spec.messages[message].retain {
                diagnostics.error(
                    at: ifChanged,
                    "only a state can be as it was: '\(name.text)' is about no call ('call': false), and the broker keeps it "
                        + "('retain': true)")
            }
            var source = CallProgram.Source.known(.now)
            if let date {
                guard let found = sources(date, as: .time, words: [], context)?.first else { return }
                source = found
            }
            guard let lines else {
                actions.append(ifChanged == nil ? .emit(message, at: source) : .emitChanged(message, at: source))
                return
            }
            guard let line = sources(lines, as: .text, words: [], context)?.first else { return }
            actions.append(.emitForEach(message, line: line, at: source))
        }
    }

    mutating func checkTimer(_ name: Specification.Name, _ context: Context) {
        guard context.isOutside else { return }
        diagnostics.error(at: name.location, "a timer is a call's, and outside of calls there is none")
    }

    struct Place {
        var owner: CallProgram.Action.Owner
        var slot: Int
        var fact: FactDeclaration
    }

    mutating func place(_ target: Reference, _ context: Context) -> Place? {
        let owner: CallProgram.Action.Owner
        switch target.scope {
        case .call: owner = .call
        case .channel: owner = .channel
        case .peer: owner = .peer
        case .thing where kind(target.thing ?? "") != nil:
            owner = .thing(UInt8(clamping: kind(target.thing ?? "") ?? 0))
        case .thing, .other, .header, .runtime:
            diagnostics.error(
                at: target.location,
                "'\(target.text)' can't be set: a fact is written call.NAME, channel.NAME, peer.NAME or THING.NAME")
            return nil
        }
        if CallProgram.Known(rawValue: target.text) != nil
            || target.scope == .thing && Self.knownOfThings.contains(target.name)
        {
            diagnostics.error(at: target.location, "'\(target.text)' is the runtime's to set")
            return nil
        }
        let scope = target.thing ?? (owner == .call ? "call" : "channel")
        let wasRead = used.contains("read \(scope).\(target.name)")
        guard let found = lookUp(target, context) else { return nil }
        // Being set is not being read.
        if !wasRead { used.remove("read \(scope).\(target.name)") }
        used.insert("set \(scope).\(target.name)")
        let facts = spec.factsByOwner.first { $0.owner == scope }?.facts ?? []
        guard let fact = facts.first(where: { $0.name.text == target.name }) else { return nil }
        switch found[0].source {
        case .callNumber(let slot), .callText(let slot), .channelNumber(let slot), .channelText(let slot),
            .peerNumber(let slot), .peerText(let slot), .thingNumber(_, let slot), .thingText(_, let slot):
            return Place(owner: owner, slot: slot, fact: fact)
        default: return nil
        }
    }

    mutating func assign(
        _ target: Reference, _ value: ValueExpression, onlyIfUnset: Bool, _ context: Context,
        into actions: inout [CallProgram.Action]
    ) {
        guard let place = place(target, context) else { return }
        switch place.fact.kind {
        case .party where target.part == nil:
            guard let party = party(value, context) else { return }
            actions.append(
                .setParty(place.owner, place.slot, number: party.number, name: party.name, onlyIfUnset: onlyIfUnset))
        case .party, .text:
            guard let sources = sources(value, as: .text, words: [], context) else { return }
            actions.append(.setText(place.owner, place.slot, sources, onlyIfUnset: onlyIfUnset))
        case .cause:
            if case .causeOf(let code, _) = value {
                guard let sources = sources(code, as: .number, words: [], context) else { return }
                actions.append(.setCause(place.owner, place.slot, sources))
                return
            }
            fallthrough
        default:
            checkBounds(value, place.fact.between, of: target)
            guard
                let sources = sources(
                    value, as: place.fact.kind, words: place.fact.words.map(\.text), context)
            else { return }
            actions.append(.setNumber(place.owner, place.slot, sources, onlyIfUnset: onlyIfUnset))
        }
    }
}
