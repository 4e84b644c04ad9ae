import CallSpec

/// Writes the Swift of a program's tables: the same bytes for the same spec.
struct TableRenderer {
    let program: CallProgram
    let tables: CallTables
    private let importsCorrelator: Bool
    let headerNames: [String]
    let messageNames: [String]
    private var out = ""

    var spec: Specification { program.specification }

    init(_ program: CallProgram, importsCorrelator: Bool) {
        self.program = program
        tables = program.tables
        self.importsCorrelator = importsCorrelator
        headerNames = SwiftName.lowerCamels(program.headers.map(\.name))
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
        out += EnumerationRenderer(program).render()
        tableExtension()
    }

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
                + (triggers(.channelLost) == "[]" ? "" : ", channelLost: \(triggers(.channelLost))")
                + (triggers(.channelPresent) == "[]" ? "" : ", channelPresent: \(triggers(.channelPresent))") + "),")
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
            let from = transition.isOutside ? "outside of any call" : "from \(states)"
            line(
                "    /// \(tables.spec.name):\(transition.location.line): \(from) on \(transition.on.map(\.text).joined(separator: ", "))"
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
}
