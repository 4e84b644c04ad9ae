import CallSpec

/// Writes the Swift of what a program's parts are called, for explanations: apart from the tables that calls run by.
struct NameRenderer {
    private let program: CallProgram

    private var spec: Specification { program.specification }

    init(_ program: CallProgram) {
        self.program = program
    }

    /// An extension with one constant.
    func render() -> String {
        var lines = [
            "extension BehaviourNames {",
            "    /// What the parts of ``CallTables/calls`` are called.",
            "    public static let calls = BehaviourNames(",
            "        states: [",
        ]
        for state in spec.states {
            lines.append("            State(\(SwiftName.literal(state.name.text)), \(SwiftName.literal(state.about))),")
        }
        lines += ["        ],", "        triggers: ["]
        for (declaration, trigger) in zip(spec.triggers, program.triggers) {
            let texts = [declaration.name.text, declaration.on.text, declaration.about].map(SwiftName.literal)
            lines.append(
                "            Trigger(\(texts[0]), on: \(texts[1]), \(texts[2])\(when(trigger.conditions))),")
        }
        lines += ["        ],", "        rules: ["]
        for (transition, rule) in zip(spec.transitions, program.rules) {
            let about = transition.about.isEmpty ? "" : ", \(SwiftName.literal(transition.about))"
            let actions = rule.actions.map { SwiftName.literal(action($0)) }.joined(separator: ", ")
            lines.append(
                "            Rule(line: \(transition.location.line)\(about)\(when(rule.conditions)), does: [\(actions)]),"
            )
        }
        lines += ["        ])", "}", ""]
        return lines.joined(separator: "\n")
    }

    // MARK: Conditions

    private func when(_ conditions: [CallProgram.Condition]) -> String {
        if conditions.isEmpty { return "" }
        return ", when: [\(conditions.map { SwiftName.literal(condition($0)) }.joined(separator: ", "))]"
    }

    private func condition(_ condition: CallProgram.Condition) -> String {
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
        }
    }

    private func words(_ codes: [Int], of source: CallProgram.Source) -> [String] {
        guard case .header(let number) = source else { return codes.map(String.init) }
        return codes.map { program.headers[number].vocabulary[$0] }
    }

    private func fact(of source: CallProgram.Source) -> FactDeclaration? {
        switch source {
        case .callNumber(let slot): program.callNumbers[slot].fact
        case .channelNumber(let slot), .peerNumber(let slot): program.channelNumbers[slot].fact
        default: nil
        }
    }

    /// A number as the spec writes it: a word, a cause, true or false.
    private func value(_ number: Int, of source: CallProgram.Source) -> String {
        guard let fact = fact(of: source) else { return String(number) }
        return switch fact.kind {
        case .flag: number == 0 ? "false" : "true"
        case .cause where spec.causes.indices.contains(number): spec.causes[number].name.text
        default: fact.words.indices.contains(number) ? fact.words[number].text : String(number)
        }
    }

    private func source(_ source: CallProgram.Source) -> String {
        switch source {
        case .header(let number): program.headers[number].name
        case .headerEndpoint(let number): "the endpoint in \(program.headers[number].name)"
        case .headerAgo(let number): "\(program.headers[number].name) ago"
        case .callNumber(let slot): "call.\(program.callNumbers[slot].name)"
        case .callText(let slot): "call.\(program.callTexts[slot].name)"
        case .channelNumber(let slot): "channel.\(program.channelNumbers[slot].name)"
        case .channelText(let slot): "channel.\(program.channelTexts[slot].name)"
        case .peerNumber(let slot): "peer.\(program.channelNumbers[slot].name)"
        case .peerText(let slot): "peer.\(program.channelTexts[slot].name)"
        case .known(let known): known.rawValue
        case .number(let number): String(number)
        case .text(let text): text
        }
    }

    // MARK: Actions

    private func action(_ action: CallProgram.Action) -> String {
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
        case .unite(let union): "unite \(union.rawValue)"
        case .startTimer(let timer): "start \(spec.timers[timer].name.text)"
        case .stopTimer(let timer): "stop \(spec.timers[timer].name.text)"
        case .emit(let message, _): "emit \(spec.messages[message].name.text)"
        }
    }

    private func number(_ owner: CallProgram.Action.Owner, _ slot: Int, _ values: [CallProgram.Source]) -> String {
        let target: CallProgram.Source =
            switch owner {
            case .call: .callNumber(slot)
            case .channel: .channelNumber(slot)
            case .peer: .peerNumber(slot)
            }
        return values.map { if case .number(let number) = $0 { value(number, of: target) } else { source($0) } }
            .joined(separator: " or ")
    }

    private func slot(_ owner: CallProgram.Action.Owner, _ slot: Int, isText: Bool) -> CallProgram.Slot {
        switch owner {
        case .call: isText ? program.callTexts[slot] : program.callNumbers[slot]
        case .channel, .peer: isText ? program.channelTexts[slot] : program.channelNumbers[slot]
        }
    }

    private func fact(_ owner: CallProgram.Action.Owner, _ place: Int, isText: Bool) -> String {
        "\(owner.rawValue).\(slot(owner, place, isText: isText).name)"
    }

    /// A party is in two places, of which the first is named.
    private func party(_ owner: CallProgram.Action.Owner, _ place: Int) -> String {
        "\(owner.rawValue).\(slot(owner, place, isText: true).fact.name.text)"
    }
}
