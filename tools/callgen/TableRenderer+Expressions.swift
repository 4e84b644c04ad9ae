import CallSpec

// Sources, conditions, actions and the contents of fields, as Swift.
extension TableRenderer {
    func source(_ source: CallProgram.Source) -> String {
        switch source {
        case .header(let number): ".header(AMIHeaderName.\(headerNames[number]))"
        case .headerEndpoint(let number):
            ".headerEndpoint(AMIHeaderName.\(headerNames[number]))"
        case .headerUser(let number):
            ".headerUser(AMIHeaderName.\(headerNames[number]))"
        case .headerAgo(let number):
            ".headerAgo(AMIHeaderName.\(headerNames[number]))"
        case .callNumber(let slot): ".callNumber(CallNumber.\(name(slot, of: program.callNumbers)))"
        case .callText(let slot): ".callText(CallText.\(name(slot, of: program.callTexts)))"
        case .channelNumber(let slot):
            ".channelNumber(ChannelNumber.\(name(slot, of: program.channelNumbers)))"
        case .channelText(let slot):
            ".channelText(ChannelText.\(name(slot, of: program.channelTexts)))"
        case .peerNumber(let slot):
            ".peerNumber(ChannelNumber.\(name(slot, of: program.channelNumbers)))"
        case .peerText(let slot): ".peerText(ChannelText.\(name(slot, of: program.channelTexts)))"
        case .otherNumber(let slot): ".otherNumber(CallNumber.\(name(slot, of: program.callNumbers)))"
        case .otherText(let slot): ".otherText(CallText.\(name(slot, of: program.callTexts)))"
        case .thingNumber(let kind, let place): ".thingNumber(\(kind), \(place))"
        case .thingText(let kind, let place): ".thingText(\(kind), \(place))"
        case .thingKey(let kind): ".thingKey(\(kind))"
        case .thingEndpoint(let kind): ".thingEndpoint(\(kind))"
        case .count(let kind, let conditions):
            ".count(\(kind.map(String.init) ?? "nil"), [\(self.conditions(conditions))])"
        case .least(let kind, let place): ".least(\(kind), \(place))"
        case .joined(let pieces): ".joined(\(self.sources(pieces)))"
        case .known(let known): ".known(.\(known))"
        case .number(let number): ".number(\(number))"
        case .text(let text): ".text(\(SwiftName.literal(text)))"
        case .guarded(let source, let conditions): ".guarded(\(self.source(source)), [\(self.conditions(conditions))])"
        }
    }

    func name(_ slot: Int, of slots: [CallProgram.Slot]) -> String {
        SwiftName.lowerCamels(slots.map(\.name))[slot]
    }

    func sources(_ sources: [CallProgram.Source]) -> String {
        "[\(sources.map(source).joined(separator: ", "))]"
    }

    func conditions(_ conditions: [CallProgram.Condition]) -> String {
        conditions.map(condition).joined(separator: ", ")
    }

    func condition(_ condition: CallProgram.Condition) -> String {
        let test: String
        switch condition.test {
        case .vocabulary(let codes):
            test = ".vocabulary([\(codes.map(String.init).joined(separator: ", "))])"
        case .isSet: test = ".isSet"
        case .number(let number): test = ".number(\(number))"
        case .texts(let texts): test = ".texts([\(texts.map(SwiftName.literal).joined(separator: ", "))])"
        case .sameText(let other): test = ".sameText(\(source(other)))"
        case .sameNumber(let other): test = ".sameNumber(\(source(other)))"
        case .atLeast(let other): test = ".atLeast(\(source(other)))"
        case .matches(let patterns): test = ".matches([\(patterns.map(SwiftName.literal).joined(separator: ", "))])"
        case .digits: test = ".digits"
        case .any(let groups): test = ".any([\(groups.map { "[\(conditions($0))]" }.joined(separator: ", "))])"
        }
        let call = condition.isNegated ? "Condition.not" : "Condition"
        return "\(call)(\(source(condition.source)), \(test))"
    }

    func action(_ action: CallProgram.Action) -> String {
        switch action {
        case .setNumber(let owner, let slot, let values, let onlyIfUnset):
            ".setNumber(\(name(owner)), \(slot), \(sources(values)), onlyIfUnset: \(onlyIfUnset))  \(note(owner, slot, isText: false))"
        case .addNumber(let owner, let slot, let value):
            ".addNumber(\(name(owner)), \(slot), \(source(value)))  \(note(owner, slot, isText: false))"
        case .setCause(let owner, let slot, let values):
            ".setCause(\(name(owner)), \(slot), \(sources(values)))  \(note(owner, slot, isText: false))"
        case .setText(let owner, let slot, let values, let onlyIfUnset):
            ".setText(\(name(owner)), \(slot), \(sources(values)), onlyIfUnset: \(onlyIfUnset))  \(note(owner, slot, isText: true))"
        case .setParty(let owner, let slot, let number, let name, let onlyIfUnset):
            ".setParty(\(self.name(owner)), \(slot), number: \(sources(number)), name: \(sources(name)), onlyIfUnset: \(onlyIfUnset))  "
                + note(owner, slot, isText: true)
        case .clearNumber(let owner, let slot):
            ".clearNumber(\(name(owner)), \(slot))  \(note(owner, slot, isText: false))"
        case .clearText(let owner, let slot): ".clearText(\(name(owner)), \(slot))  \(note(owner, slot, isText: true))"
        case .mergeBridge: ".mergeBridge"
        case .mergePeer: ".mergePeer"
        case .startTimer(let timer): ".startTimer(\(timer))  /* \(spec.timers[timer].name.text) */"
        case .stopTimer(let timer): ".stopTimer(\(timer))  /* \(spec.timers[timer].name.text) */"
        case .say(let word): ".say(\(SwiftName.literal(word)))"
        case .startThingTimer(let kind, let timer):
            ".startThingTimer(\(kind), \(timer))  /* \(spec.things[kind].timers[timer].name.text) */"
        case .stopThingTimer(let kind, let timer):
            ".stopThingTimer(\(kind), \(timer))  /* \(spec.things[kind].timers[timer].name.text) */"
        case .clearThing(let kind): ".clearThing(\(kind))  /* \(spec.things[kind].name.text) */"
        case .forgetThing(let kind): ".forgetThing(\(kind))  /* \(spec.things[kind].name.text) */"
        case .keepThings(let kind, let count):
            ".keepThings(\(kind), \(source(count)))  /* \(spec.things[kind].name.text) */"
        case .emitChanged(let message, let date):
            ".emitChanged(\(message), at: \(source(date)))  /* \(spec.messages[message].name.text) */"
        case .appendText(let owner, let slot, let values):
            ".appendText(.\(owner), \(slot), \(sources(values)))  \(note(owner, slot, isText: true))"
        case .emitForEach(let message, let line, let date):
            ".emitForEach(\(message), line: \(source(line)), at: \(source(date)))  /* \(spec.messages[message].name.text) */"
        case .eachChannel(let conditions, let actions):
            ".eachChannel(where: [\(self.conditions(conditions))], [\(actions.map(self.action).joined(separator: ", "))])"
        case .emit(let message, let date):
            ".emit(\(message), at: \(source(date)))  /* \(spec.messages[message].name.text) */"
        }
    }

    func name(_ owner: CallProgram.Action.Owner) -> String {
        if case .thing(let kind) = owner { ".thing(\(kind))" } else { ".\(owner)" }
    }

    func note(_ owner: CallProgram.Action.Owner, _ slot: Int, isText: Bool) -> String {
        "/* \(program.name(of: owner)).\(program.slot(owner, slot, isText: isText).name) */"
    }

    func content(_ content: CallProgram.Field.Content) -> String {
        switch content {
        case .text(let values): ".text(\(sources(values)))"
        case .number(let values): ".number(\(sources(values)))"
        case .headersAfter(let number):
            ".headersAfter(Int(AMIHeaderName.\(headerNames[number]).rawValue))"
        case .flag(let value): ".flag(\(source(value)))"
        case .time(let values): ".time(\(sources(values)))"
        case .word(let value, let words):
            ".word(\(source(value)), [\(words.map(SwiftName.literal).joined(separator: ", "))])"
        case .headerWord(let number, let words, let otherwise):
            ".headerWord(Int(AMIHeaderName.\(headerNames[number]).rawValue), "
                + "[\(words.map { $0.map(SwiftName.literal) ?? "nil" }.joined(separator: ", "))], "
                + "otherwise: \(otherwise.map(SwiftName.literal) ?? "nil"))"
        case .causeName(let value): ".causeName(\(source(value)))"
        case .causeDescription(let value): ".causeDescription(\(source(value)))"
        case .party(let number, let name): ".party(number: \(sources(number)), name: \(sources(name)))"
        case .seconds(let from, let to): ".seconds(from: \(sources(from)), to: \(sources(to)))"
        case .parties(let number, let name, let filter):
            ".parties(number: \(sources(number)), name: \(sources(name)), where: [\(conditions(filter))])"
        case .ownName: ".ownName"
        case .description: ".description"
        case .eventID: ".eventID"
        case .sequence: ".sequence"
        case .pbx: ".pbx"
        case .variables: ".variables"
        }
    }
}
