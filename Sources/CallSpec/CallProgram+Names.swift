public import CallLogic

extension CallProgram {
    /// What the program's parts are called, for explanations.
    public var names: BehaviourNames {
        BehaviourNames(
            states: specification.states.map { .init($0.name.text, $0.about) },
            triggers: zip(specification.triggers, triggers).map { declaration, trigger in
                .init(
                    declaration.name.text, on: declaration.on.text, declaration.about,
                    when: trigger.conditions.map(condition))
            },
            rules: zip(specification.transitions, rules).map { transition, rule in
                .init(
                    line: transition.location.line, transition.about, when: rule.conditions.map(condition),
                    does: rule.actions.map(action))
            })
    }

    // MARK: Conditions

    private func condition(_ condition: Condition) -> String {
        let what = source(condition.source)
        let not = condition.isNegated ? "not " : ""
        return switch condition.test {
        case .vocabulary(let codes): "\(what) is \(not)\(words(codes, of: condition.source).joined(separator: " or "))"
        case .isSet: "\(what) is \(condition.isNegated ? "not " : "")there"
        case .number(let number): "\(what) is \(not)\(value(number, of: condition.source))"
        case .texts(let texts): "\(what) is \(not)\(texts.joined(separator: " or "))"
        case .sameText(let other), .sameNumber(let other): "\(what) is \(not)\(source(other))"
        case .atLeast(let other): "\(what) is \(not)at least \(source(other))"
        case .matches(let patterns): "\(what) is \(not)like \(patterns.joined(separator: " or "))"
        case .digits: "\(what) is \(not)digits"
        case .any(let groups):
            not + groups.map { $0.map(self.condition).joined(separator: " and ") }.joined(separator: " or ")
        }
    }

    private func words(_ codes: [Int], of source: Source) -> [String] {
        guard case .header(let number) = source else { return codes.map(String.init) }
        return codes.map { headers[number].vocabulary[$0] }
    }

    private func fact(of source: Source) -> FactDeclaration? {
        switch source {
        case .callNumber(let slot), .otherNumber(let slot): callNumbers[slot].fact
        case .channelNumber(let slot), .peerNumber(let slot): channelNumbers[slot].fact
        case .thingNumber(let kind, let slot): things[kind].numbers[slot].fact
        default: nil
        }
    }

    /// A number as the spec writes it: a word, a cause, true or false.
    private func value(_ number: Int, of source: Source) -> String {
        guard let fact = fact(of: source) else { return String(number) }
        return switch fact.kind {
        case .flag: number == 0 ? "false" : "true"
        case .cause where specification.causes.indices.contains(number): specification.causes[number].name.text
        default: fact.words.indices.contains(number) ? fact.words[number].text : String(number)
        }
    }

    /// A source as explanations name it.
    func text(of source: Source) -> String { self.source(source) }

    private func source(_ source: Source) -> String {
        switch source {
        case .header(let number): headers[number].name
        case .headerEndpoint(let number): "the endpoint in \(headers[number].name)"
        case .headerUser(let number): "the user in \(headers[number].name)"
        case .headerAgo(let number): "\(headers[number].name) ago"
        case .callNumber(let slot): "call.\(callNumbers[slot].name)"
        case .callText(let slot): "call.\(callTexts[slot].name)"
        case .channelNumber(let slot): "channel.\(channelNumbers[slot].name)"
        case .channelText(let slot): "channel.\(channelTexts[slot].name)"
        case .peerNumber(let slot): "peer.\(channelNumbers[slot].name)"
        case .peerText(let slot): "peer.\(channelTexts[slot].name)"
        case .otherNumber(let slot): "other.\(callNumbers[slot].name)"
        case .otherText(let slot): "other.\(callTexts[slot].name)"
        case .thingNumber(let kind, let slot): "\(thing(kind)).\(things[kind].numbers[slot].name)"
        case .thingText(let kind, let slot): "\(thing(kind)).\(things[kind].texts[slot].name)"
        case .thingKey(let kind): "\(thing(kind)).key"
        case .thingEndpoint(let kind): "\(thing(kind)).endpoint"
        case .count(let kind, let conditions):
            "how many \(kind.map(thing) ?? "channel")s"
                + (conditions.isEmpty ? "" : " with \(conditions.map(condition).joined(separator: " and "))")
        case .least(let kind, let slot): "the least \(thing(kind)).\(things[kind].numbers[slot].name)"
        case .joined(let sources): sources.map(self.source).joined(separator: " and ")
        case .known(let known): known.rawValue
        case .number(let number): String(number)
        case .text(let text): text
        case .guarded(let source, let conditions):
            "\(self.source(source)) if \(conditions.map(condition).joined(separator: " and "))"
        }
    }

    private func thing(_ kind: Int) -> String { specification.things[kind].name.text }

    // MARK: Actions

    private func action(_ action: Action) -> String {
        switch action {
        case .setNumber(let owner, let slot, let values, let onlyIfUnset):
            "\(onlyIfUnset ? "default" : "set") \(fact(owner, slot, isText: false)) to \(number(owner, slot, values))"
        case .addNumber(let owner, let slot, _): "add to \(fact(owner, slot, isText: false))"
        case .setCause(let owner, let slot, let values):
            "set \(fact(owner, slot, isText: false)) to \(values.map(source).joined(separator: " or "))"
        case .setText(let owner, let slot, let values, let onlyIfUnset):
            "\(onlyIfUnset ? "default" : "set") \(fact(owner, slot, isText: true)) to "
                + values.map(source).joined(separator: " or ")
        case .setParty(let owner, let slot, let number, _, let onlyIfUnset):
            "\(onlyIfUnset ? "default" : "set") \(party(owner, slot)) to \(number.map(source).joined(separator: " or "))"
        case .clearNumber(let owner, let slot): "clear \(fact(owner, slot, isText: false))"
        case .clearText(let owner, let slot): "clear \(fact(owner, slot, isText: true))"
        case .mergeBridge: "merge bridge"
        case .mergePeer: "merge peer"
        case .startTimer(let timer): "start \(specification.timers[timer].name.text)"
        case .stopTimer(let timer): "stop \(specification.timers[timer].name.text)"
        case .say(let word): "say \(word) with"
        case .startThingTimer(let kind, let timer): "start \(specification.things[kind].timers[timer].name.text)"
        case .stopThingTimer(let kind, let timer): "stop \(specification.things[kind].timers[timer].name.text)"
        case .clearThing(let kind): "clear \(thing(kind))"
        case .forgetThing(let kind): "forget \(thing(kind))"
        case .keepThings(let kind, let count): "keep \(source(count)) of \(thing(kind))"
        case .emitChanged(let message, _): "emit \(specification.messages[message].name.text) if changed"
        case .emit(let message, _): "emit \(specification.messages[message].name.text)"
        case .emitForEach(let message, let line, _):
            "emit \(specification.messages[message].name.text) for each line of \(source(line))"
        case .appendText(let owner, let slot, let values):
            "append \(values.map(source).joined(separator: " or ")) to \(fact(owner, slot, isText: true))"
        case .eachChannel(_, let actions):
            "for each channel: \(actions.map(self.action).joined(separator: ", "))"
        }
    }

    private func number(_ owner: Action.Owner, _ slot: Int, _ values: [Source]) -> String {
        let target: Source =
            switch owner {
            case .call: .callNumber(slot)
            case .channel: .channelNumber(slot)
            case .peer: .peerNumber(slot)
            case .thing(let kind): .thingNumber(Int(kind), slot)
            }
        return values.map { if case .number(let number) = $0 { value(number, of: target) } else { source($0) } }
            .joined(separator: " or ")
    }

    /// An owner of facts as the spec calls it.
    public func name(of owner: Action.Owner) -> String {
        switch owner {
        case .call: "call"
        case .channel: "channel"
        case .peer: "peer"
        case .thing(let kind): thing(Int(kind))
        }
    }

    /// Where a fact is kept.
    public func slot(_ owner: Action.Owner, _ slot: Int, isText: Bool) -> Slot {
        switch owner {
        case .call: isText ? callTexts[slot] : callNumbers[slot]
        case .channel, .peer: isText ? channelTexts[slot] : channelNumbers[slot]
        case .thing(let kind): isText ? things[Int(kind)].texts[slot] : things[Int(kind)].numbers[slot]
        }
    }

    private func fact(_ owner: Action.Owner, _ place: Int, isText: Bool) -> String {
        "\(name(of: owner)).\(slot(owner, place, isText: isText).name)"
    }

    /// A party is in two places, of which the first is named.
    private func party(_ owner: Action.Owner, _ place: Int) -> String {
        "\(name(of: owner)).\(slot(owner, place, isText: true).fact.name.text)"
    }
}
