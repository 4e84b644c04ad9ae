import CallSpec

/// Writes the Swift of a program's tables: the same bytes for the same spec.
struct TableRenderer {
    private let program: CallProgram
    private let tables: CallTables
    private let importsCorrelator: Bool
    private let headerNames: [String]
    private let causeNames: [String]
    private let messageNames: [String]
    private var out = ""

    private var spec: Specification { program.specification }

    init(_ program: CallProgram, importsCorrelator: Bool) {
        self.program = program
        tables = program.tables
        self.importsCorrelator = importsCorrelator
        headerNames = SwiftName.lowerCamels(program.headers.map(\.name))
        causeNames = SwiftName.lowerCamels(program.specification.causes.map(\.name.text))
        messageNames = SwiftName.lowerCamels(program.specification.messages.map { $0.name.text + "_message" })
    }

    /// The whole file.
    func render() -> String {
        var renderer = self
        renderer.file()
        return renderer.out
    }

    private mutating func line(_ text: String = "") {
        out += text
        out += "\n"
    }

    private mutating func file() {
        line("// Made by callgen from the spec of calls. Edit the spec, not this.")
        line("// swift-format-ignore-file")
        line()
        line(importsCorrelator ? "public import Correlator" : "public import CallLogic")
        line()
        enumerations()
        tableExtension()
    }

    // MARK: Names

    private mutating func enumeration(_ name: String, _ about: String, _ cases: [(name: String, about: String)]) {
        line("/// \(about)")
        line("public enum \(name): UInt8, Sendable, CaseIterable {")
        let names = SwiftName.lowerCamels(cases.map(\.name))
        for (value, item) in cases.enumerated() {
            if !item.about.isEmpty { line("    /// \(SwiftName.comment(item.about))") }
            line("    case \(names[value]) = \(value)")
        }
        if cases.isEmpty { line("    /// There is none.\n    case none = 255") }
        line("}")
        line()
    }

    private mutating func enumerations() {
        enumeration("CallState", "The states of a call.", spec.states.map { ($0.name.text, $0.about) })
        enumeration("CallTrigger", "What can happen to a call.", spec.triggers.map { ($0.name.text, $0.about) })
        enumeration("CallMessage", "What is published.", spec.messages.map { ($0.name.text, $0.description) })
        enumeration(
            "AMIEventName", "The AMI events that matter.",
            spec.ami.events.map { ($0.name.text, "`\($0.name.text)`, of the class `\($0.amiClass.text)`.") })
        enumeration("AMIHeaderName", "The headers that are read.", program.headers.map { ($0.name, "`\($0.name)`.") })
        for (name, what, slots) in [
            ("CallNumber", "What is kept of a call as a number, flag, moment, cause or word.", program.callNumbers),
            ("CallText", "What is kept of a call as text.", program.callTexts),
            (
                "ChannelNumber", "What is kept of a channel as a number, flag, moment, cause or word.",
                program.channelNumbers
            ),
            ("ChannelText", "What is kept of a channel as text.", program.channelTexts),
        ] {
            enumeration(name, what, slots.map { ($0.name, $0.fact.about) })
        }
        causes()
    }

    private mutating func causes() {
        line("/// Why a call ended: the causes of ITU-T Q.850 as Asterisk numbers them, and the ones beyond it.")
        line("public enum HangupCause: UInt8, Sendable, CaseIterable {")
        for (value, cause) in spec.causes.enumerated() {
            line("    /// \(SwiftName.comment(cause.description))" + (cause.code.map { " (\($0))" } ?? ""))
            line("    case \(causeNames[value]) = \(value)")
        }
        line()
        line("    /// The cause of a code, 0 to 127. A code without a name falls to its class (ITU-T Q.850, 2.2.5).")
        line("    public init?(code: Int) {")
        line("        switch code {")
        for (code, cause) in tables.causeOfCode.enumerated() {
            line("        case \(code): self = .\(causeNames[Int(cause)])")
        }
        line("        default: return nil")
        line("        }")
        line("    }")
        line()
        line("    /// Its name, as it is published.")
        line("    public var name: String { CallTables.calls.causes[Int(rawValue)].name }")
        line()
        line("    /// Its code by Q.850; nil for one beyond it.")
        line("    public var code: Int? { CallTables.calls.causes[Int(rawValue)].code }")
        line()
        line("    /// A sentence for people.")
        line("    public var description: String { CallTables.calls.causes[Int(rawValue)].description }")
        line("}")
        line()
    }

    // MARK: Tables

    private mutating func tableExtension() {
        line("extension CallTables {")
        line("    /// \(SwiftName.comment(spec.title.isEmpty ? "The behaviour of the spec." : spec.title))")
        line("    public static let calls = CallTables(")
        line(
            "        spec: SpecIdentity(name: \(SwiftName.literal(tables.spec.name)), "
                + "hash: \(SwiftName.literal(tables.spec.hash))),")
        line("        events: eventTables,")
        line("        headers: headerTables,")
        line("        nothing: [\(spec.ami.nothing.map(SwiftName.literal).joined(separator: ", "))],")
        line(
            "        identity: Identity(time: \(header(spec.ami.time.text)), channelID: \(header(spec.ami.channelID.text)), "
                + "callID: \(header(spec.ami.callID.text)), bridgeID: \(spec.ami.bridgeID.map { header($0.text) } ?? "nil")),"
        )
        line("        asks: [\(spec.ami.asks.map(SwiftName.literal).joined(separator: ", "))],")
        if let rollCall = spec.ami.rollCall {
            let count = rollCall.count.map { ", count: \(header($0.text))" } ?? ""
            line(
                "        rollCall: RollCall(action: \(SwiftName.literal(rollCall.action.text)), actionID: \(header("ActionID"))\(count)),"
            )
        } else {
            line("        rollCall: nil,")
        }
        if let variables = tables.variables {
            line(
                "        variables: Variables(event: \(variables.event), name: \(variables.name), value: \(variables.value), "
                    + "header: \(SwiftName.literal(variables.header))),")
        }
        line("        callNumbers: [\(program.callNumbers.map(factTable).joined(separator: ", "))],")
        line("        callTextCount: \(program.callTexts.count),")
        line("        channelNumbers: [\(program.channelNumbers.map(factTable).joined(separator: ", "))],")
        line("        channelTextCount: \(program.channelTexts.count),")
        line("        timers: timerTables,")
        line("        triggers: triggerConditions,")
        func triggers(_ occurrence: TriggerDeclaration.Occurrence) -> String {
            let found = program.triggers.indices.filter { program.triggers[$0].occurrence == occurrence }
            return "[\(found.map(String.init).joined(separator: ", "))]"
        }
        line(
            "        occurrences: Occurrences(lastChannelEnded: \(triggers(.lastChannelEnded)), lastChannelMoved: "
                + "\(triggers(.lastChannelMoved)), lastChannelLost: \(triggers(.lastChannelLost)), channelArrived: "
                + "\(triggers(.channelArrived))"
                + (triggers(.channelLeft) == "[]" ? "" : ", channelLeft: \(triggers(.channelLeft))")
                + (triggers(.channelLost) == "[]" ? "" : ", channelLost: \(triggers(.channelLost))") + "),")
        line("        finalStates: [\(spec.states.map { String($0.isFinal) }.joined(separator: ", "))],")
        line("        transitions: transitionTable,")
        line("        choices: choiceTable,")
        line("        rules: ruleTables,")
        line("        messages: messageTables,")
        line("        causes: causeTables,")
        line("        causeOfCode: [\(tables.causeOfCode.map(String.init).joined(separator: ", "))],")
        line(
            "        layout: 0x\(String(tables.layout, radix: 16, uppercase: true))"
                + (spec.things.isEmpty ? ")" : ", things: thingTables)"))
        line()
        eventTables()
        headerTables()
        timerTables()
        thingTables()
        triggerTables()
        transitionTables()
        ruleTables()
        messageTables()
        causeTables()
        line("}")
        line()
        out += NameRenderer(program.names).render()
    }

    private func header(_ name: String) -> String {
        program.headers.firstIndex { $0.name == name }.map(String.init) ?? "nil"
    }

    private func factTable(_ slot: CallProgram.Slot) -> String {
        let start: String
        if !slot.fact.names.isEmpty {
            start = ".nameMatches([\(slot.fact.names.map(SwiftName.literal).joined(separator: ", "))])"
        } else if slot.fact.namesFrom != nil {
            start = ".nameIsTrunk"
        } else {
            start = program.startsAtZero(slot) ? ".zero" : ".unset"
        }
        let between = slot.fact.between.map { ", between: \($0.lowerBound)...\($0.upperBound)" } ?? ""
        return "FactTable(\(SwiftName.literal(slot.name)), .\(slot.fact.kind.rawValue), \(start)\(between))"
    }

    private mutating func eventTables() {
        line("    private static let eventTables: [EventTable] = [")
        for (number, event) in spec.ami.events.enumerated() {
            var subject = ".\(SwiftName.lowerCamel(event.channel.rawValue))"
            if event.name.text == spec.ami.rollCall?.item.text { subject = ".present" }
            if event.name.text == spec.ami.rollCall?.complete.text { subject = ".rollCallComplete" }
            let all = program.triggers.indices.filter { program.triggers[$0].event == number }
            let triggers = all.filter { !program.triggers[$0].isPaired }
            let paired = all.filter { program.triggers[$0].isPaired }
            line(
                "        EventTable(\(SwiftName.literal(event.name.text)), class: \(SwiftName.literal(event.amiClass.text)), "
                    + "\(subject), bridge: .\(event.bridge?.rawValue ?? "none"), channel: \(channelHeaders(event.prefix)), "
                    + "peer: \(event.peer.map { channelHeaders($0.text) } ?? "nil"), "
                    + (event.peers.count < 2
                        ? ""
                        : "otherPeers: [\(event.peers.dropFirst().map { channelHeaders($0.text) }.joined(separator: ", "))], ")
                    + "peerDevice: \(event.peerDevice.map { header($0.text) } ?? "nil"), triggers: [\(triggers.map(String.init).joined(separator: ", "))]"
                    + (paired.isEmpty ? "" : ", pairTriggers: [\(paired.map(String.init).joined(separator: ", "))]")
                    + things(tables.events[number])
                    + "),"
            )
        }
        line("    ]")
        line()
    }

    private func channelHeaders(_ prefix: String) -> String {
        ".init(id: \(header(prefix + spec.ami.channelID.text)), name: \(header(prefix + spec.ami.channelName.text)), "
            + "call: \(header(prefix + spec.ami.callID.text)))"
    }

    private mutating func headerTables() {
        line("    private static let headerTables: [HeaderTable] = [")
        for header in program.headers {
            line(
                "        HeaderTable(\(SwiftName.literal(header.name)), vocabulary: "
                    + "[\(header.vocabulary.map(SwiftName.literal).joined(separator: ", "))], nothing: "
                    + "[\(header.nothing.map(SwiftName.literal).joined(separator: ", "))]),")
        }
        line("    ]")
        line()
    }

    private mutating func timerTables() {
        line("    private static let timerTables: [TimerTable] = [")
        for (number, timer) in spec.timers.enumerated() {
            let triggers = program.triggers.indices.filter { program.triggers[$0].timer == number }
            line("        // \(SwiftName.comment(timer.about))")
            line(
                "        TimerTable(\(SwiftName.literal(timer.name.text)), microseconds: \(timer.milliseconds * 1000), "
                    + "triggers: [\(triggers.map(String.init).joined(separator: ", "))]),")
        }
        line("    ]")
        line()
    }

    private func things(_ event: EventTable) -> String {
        if event.things.isEmpty { return "" }
        let keys = event.things.map { ".init(\($0.kind), \(sources($0.sources)))" }
        return ", things: [\(keys.joined(separator: ", "))]"
    }

    private mutating func thingTables() {
        if spec.things.isEmpty { return }
        line("    private static let thingTables: [ThingTable] = [")
        for (kind, thing) in tables.things.enumerated() {
            let declaration = spec.things[kind]
            line("        // \(SwiftName.comment(declaration.about))")
            line("        ThingTable(")
            line(
                "            \(SwiftName.literal(thing.name)), partOf: \(thing.whole.map(String.init) ?? "nil"), most: "
                    + "\(thing.most),")
            line("            numbers: [\(program.things[kind].numbers.map(factTable).joined(separator: ", "))],")
            let timers = thing.timers.map { timer in
                "TimerTable(\(SwiftName.literal(timer.name)), microseconds: \(timer.microseconds), triggers: "
                    + "[\(timer.triggers.map(String.init).joined(separator: ", "))])"
            }
            line("            textCount: \(thing.textCount), timers: [\(timers.joined(separator: ", "))]),")
        }
        line("    ]")
        line()
    }

    private mutating func triggerTables() {
        line("    private static let triggerConditions: [[Condition]] = [")
        for (declaration, trigger) in zip(spec.triggers, program.triggers) {
            line("        // \(declaration.name.text): \(SwiftName.comment(declaration.about))")
            line("        [\(conditions(trigger.conditions))],")
        }
        line("    ]")
        line()
    }

    private mutating func transitionTables() {
        let cells = tables.transitions
        line("    /// A row a state, a column a trigger; the number of a choice, 0 for none.")
        line("    private static let transitionTable: [UInt16] = [")
        for (number, state) in spec.states.enumerated() {
            let row = cells[number * spec.triggers.count..<(number + 1) * spec.triggers.count]
            line("        // \(state.name.text)")
            line("        \(row.map(String.init).joined(separator: ", ")),")
        }
        let row = cells[(spec.states.count * spec.triggers.count)...]
        line("        // Outside of any call.")
        line("        \(row.map(String.init).joined(separator: ", ")),")
        line("    ]")
        line()
        line("    /// Transitions to try in turn.")
        line("    private static let choiceTable: [[Int]] = [")
        for choice in tables.choices { line("        [\(choice.map(String.init).joined(separator: ", "))],") }
        line("    ]")
        line()
    }

    private mutating func ruleTables() {
        for (number, rule) in program.rules.enumerated() {
            let transition = spec.transitions[number]
            let states = transition.from.isEmpty ? "any" : transition.from.map(\.text).joined(separator: ", ")
            let from = transition.isOutside ? "Outside of any call" : "From \(states)"
            line(
                "    /// \(from) on \(transition.on.map(\.text).joined(separator: ", "))"
                    + (transition.to.map { " to \($0.text)" } ?? "") + ".")
            line("    private static let rule\(number) = RuleTable(")
            line("        when: [\(conditions(rule.conditions))],")
            line("        to: \(rule.to.map(String.init) ?? "nil"),")
            line("        do: [")
            for action in rule.actions { line("            \(self.action(action)),") }
            line("        ])")
            line()
        }
        line("    private static let ruleTables: [RuleTable] = [")
        line("        \(program.rules.indices.map { "rule\($0)" }.joined(separator: ", "))")
        line("    ]")
        line()
    }

    private mutating func messageTables() {
        for ((declaration, message), name) in zip(zip(spec.messages, program.messages), messageNames) {
            line("    private static let \(name) = MessageTable(")
            line("        \(SwiftName.literal(declaration.name.text)),")
            line("        description: \(SwiftName.literal(declaration.description)),")
            line("        isAboutCall: \(declaration.isAboutCall),")
            if declaration.isAside || declaration.repeats != nil { line("        isAside: true,") }
            if declaration.repeats != nil { line("        isRepeat: true,") }
            let topic = message.topic.map { piece in
                switch piece {
                case .text(let text): ".text(\(SwiftName.literal(text)))"
                case .value(let value): ".value(\(source(value)))"
                }
            }
            line("        topic: [\(topic.joined(separator: ", "))],")
            line("        importance: \(declaration.importance),")
            if declaration.messageSwitch != .on { line("        messageSwitch: .\(declaration.messageSwitch),") }
            line(
                "        qos: \(declaration.qos.map(String.init) ?? "nil"), retain: \(declaration.retain),"
                    + (declaration.state.map { " state: \(SwiftName.literal($0))," } ?? "")
                    + (declaration.tone.map { " tone: .\($0.rawValue)," } ?? "")
                    + (declaration.role.map { " role: .\($0.rawValue)," } ?? ""))
            line("        fields: [")
            for field in message.fields {
                line(
                    "            MessageTable.Field(\(SwiftName.literal(field.name)), \(content(field.content))"
                        + (field.isOptional ? ", isOptional: true" : "") + hints(field) + "),")
            }
            line("        ])")
            line()
        }
        line("    private static let messageTables: [MessageTable] = [")
        line("        \(messageNames.joined(separator: ", "))")
        line("    ]")
        line()
    }

    /// What a field says of itself to whoever shows it.
    private func hints(_ field: CallProgram.Field) -> String {
        func meanings(_ key: String, _ words: [String: String]) -> String {
            if words.isEmpty { return "" }
            let pairs = words.sorted { $0.key < $1.key }.map { "\(SwiftName.literal($0.key)): .\($0.value)" }
            return ", \(key): [\(pairs.joined(separator: ", "))]"
        }
        return meanings("tones", field.tones.mapValues(\.rawValue)) + meanings("ways", field.ways.mapValues(\.rawValue))
            + (field.unit.map { ", unit: \(SwiftName.literal($0))" } ?? "")
            + (field.tone.map { ", tone: .\($0.rawValue)" } ?? "")
            + (field.role.map { ", role: .\($0.rawValue)" } ?? "")
    }

    private mutating func causeTables() {
        line("    private static let causeTables: [CauseTable] = [")
        for cause in spec.causes {
            line(
                "        CauseTable(\(SwiftName.literal(cause.name.text)), code: \(cause.code.map(String.init) ?? "nil"), "
                    + "\(SwiftName.literal(cause.description))),")
        }
        line("    ]")
    }

    // MARK: Expressions

    private func source(_ source: CallProgram.Source) -> String {
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

    private func name(_ slot: Int, of slots: [CallProgram.Slot]) -> String {
        SwiftName.lowerCamels(slots.map(\.name))[slot]
    }

    private func sources(_ sources: [CallProgram.Source]) -> String {
        "[\(sources.map(source).joined(separator: ", "))]"
    }

    private func conditions(_ conditions: [CallProgram.Condition]) -> String {
        conditions.map(condition).joined(separator: ", ")
    }

    private func condition(_ condition: CallProgram.Condition) -> String {
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

    private func action(_ action: CallProgram.Action) -> String {
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
        case .uniteBridge: ".uniteBridge"
        case .unitePeer: ".unitePeer"
        case .startTimer(let timer): ".startTimer(\(timer))  /* \(spec.timers[timer].name.text) */"
        case .stopTimer(let timer): ".stopTimer(\(timer))  /* \(spec.timers[timer].name.text) */"
        case .say(let word): ".say(\(SwiftName.literal(word)))"
        case .startThingTimer(let kind, let timer):
            ".startThingTimer(\(kind), \(timer))  /* \(spec.things[kind].timers[timer].name.text) */"
        case .stopThingTimer(let kind, let timer):
            ".stopThingTimer(\(kind), \(timer))  /* \(spec.things[kind].timers[timer].name.text) */"
        case .clearThing(let kind): ".clearThing(\(kind))  /* \(spec.things[kind].name.text) */"
        case .forgetThing(let kind): ".forgetThing(\(kind))  /* \(spec.things[kind].name.text) */"
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

    private func name(_ owner: CallProgram.Action.Owner) -> String {
        if case .thing(let kind) = owner { ".thing(\(kind))" } else { ".\(owner)" }
    }

    private func note(_ owner: CallProgram.Action.Owner, _ slot: Int, isText: Bool) -> String {
        "/* \(program.name(of: owner)).\(program.slot(owner, slot, isText: isText).name) */"
    }

    private func content(_ content: CallProgram.Field.Content) -> String {
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
