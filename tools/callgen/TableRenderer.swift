import CallSpec

/// Writes the Swift of a program's tables: the same bytes for the same spec.
struct TableRenderer {
    private let program: CallProgram
    private let importsCorrelator: Bool
    private var out = ""

    private var spec: Specification { program.specification }

    init(_ program: CallProgram, importsCorrelator: Bool) {
        self.program = program
        self.importsCorrelator = importsCorrelator
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
        line(importsCorrelator ? "import AMI\npublic import Correlator" : "import AMI")
        line()
        enumerations()
        recognisers()
        tables()
    }

    // MARK: Names

    private mutating func enumeration(_ name: String, _ about: String, _ cases: [(name: String, about: String)]) {
        line("/// \(about)")
        line("public enum \(name): UInt8, Sendable, CaseIterable {")
        for (value, item) in cases.enumerated() {
            if !item.about.isEmpty { line("    /// \(SwiftName.comment(item.about))") }
            line("    case \(SwiftName.lowerCamel(item.name)) = \(value)")
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
            line("    case \(SwiftName.lowerCamel(cause.name.text)) = \(value)")
        }
        line()
        line("    /// The cause of a code, 0 to 127. A code without a name falls to its class (ITU-T Q.850, 2.2.5).")
        line("    public init?(code: Int) {")
        line("        switch code {")
        for (code, cause) in codeTable().enumerated() {
            line("        case \(code): self = .\(SwiftName.lowerCamel(spec.causes[cause].name.text))")
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

    /// FNV-1a, 64 bits, of all that the record of a call is made of.
    private func layout() -> UInt64 {
        func facts(_ facts: [FactDeclaration]) -> [String] {
            facts.map { "\($0.name.text):\($0.kind.rawValue):\($0.words.map(\.text).joined(separator: ","))" }
        }
        let parts: [[String]] = [
            facts(spec.callFacts), facts(spec.channelFacts), spec.states.map(\.name.text),
            spec.messages.map(\.name.text), spec.timers.map(\.name.text), spec.causes.map(\.name.text),
        ]
        return parts.map { $0.joined(separator: " ") }.joined(separator: "\n").utf8
            .reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private func codeTable() -> [Int] {
        (0...127).map { code in
            spec.causes.firstIndex { $0.code == code }
                ?? spec.causes.firstIndex { $0.code == Q850.classCode(of: code) } ?? 0
        }
    }

    // MARK: Recognisers

    private mutating func recognisers() {
        line("/// Tells names by their length and then byte by byte: no string is made, nothing is hashed.")
        line("enum Recogniser {")
        recogniser("event", "AMIEventName", spec.ami.events.map(\.name.text))
        line()
        recogniser("header", "AMIHeaderName", program.headers.map(\.name))
        line("}")
        line()
    }

    private mutating func recogniser(_ what: String, _ type: String, _ names: [String]) {
        line("    /// The number of the \(what) with this name in ``\(type)``.")
        line("    static func \(what)(_ name: RawSpan) -> Int? {")
        line("        switch name.byteCount {")
        let groups = Dictionary(grouping: names.enumerated(), by: { $0.element.utf8.count })
        for length in groups.keys.sorted() {
            line("        case \(length):")
            let group = groups[length]!.sorted { $0.offset < $1.offset }
            if group.count > 1, let place = Self.tellingByte(group.map { Array($0.element.utf8) }) {
                line("            switch name.byte(at: \(place)) {")
                for (number, text) in group {
                    let byte = Array(text.utf8)[place]
                    line(
                        "            case \(byte): return name.equals(\(SwiftName.literal(text))) ? \(number) : nil"
                            + "  // \(Unicode.Scalar(byte))")
                }
                line("            default: return nil")
                line("            }")
            } else {
                for (number, text) in group {
                    line("            if name.equals(\(SwiftName.literal(text))) { return \(number) }")
                }
                line("            return nil")
            }
        }
        line("        default: return nil")
        line("        }")
        line("    }")
    }

    /// A place at which all the names, of one length, have different bytes.
    private static func tellingByte(_ names: [[UInt8]]) -> Int? {
        names[0].indices.first { place in Set(names.map { $0[place] }).count == names.count }
    }

    // MARK: Tables

    private mutating func tables() {
        line("extension CallTables {")
        line("    /// \(SwiftName.comment(spec.title.isEmpty ? "The behaviour of the spec." : spec.title))")
        line("    public static let calls = CallTables(")
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
                + "\(triggers(.channelArrived))),")
        line("        finalStates: [\(spec.states.map { String($0.isFinal) }.joined(separator: ", "))],")
        line("        transitions: transitionTable,")
        line("        choices: choiceTable,")
        line("        rules: ruleTables,")
        line("        messages: messageTables,")
        line("        causes: causeTables,")
        line("        causeOfCode: [\(codeTable().map(String.init).joined(separator: ", "))],")
        line("        layout: 0x\(String(layout(), radix: 16, uppercase: true)),")
        line("        recogniseEvent: Recogniser.event,")
        line("        recogniseHeader: Recogniser.header)")
        line()
        eventTables()
        headerTables()
        timerTables()
        triggerTables()
        transitionTables()
        ruleTables()
        messageTables()
        causeTables()
        line("}")
        line()
        out += NameRenderer(program).render()
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
            let triggers = program.triggers.indices.filter { program.triggers[$0].event == number }
            line(
                "        EventTable(\(SwiftName.literal(event.name.text)), class: \(SwiftName.literal(event.amiClass.text)), "
                    + "\(subject), bridge: .\(event.bridge?.rawValue ?? "none"), channel: \(channelHeaders(event.prefix)), "
                    + "peer: \(event.peer.map { channelHeaders($0.text) } ?? "nil"), "
                    + "peerDevice: \(event.peerDevice.map { header($0.text) } ?? "nil"), triggers: [\(triggers.map(String.init).joined(separator: ", "))]),"
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
        var choices: [[Int]] = [[]]
        var numbers: [[Int]: Int] = [[]: 0]
        var cells: [Int] = []
        for rules in program.table + program.outside {
            if numbers[rules] == nil {
                numbers[rules] = choices.count
                choices.append(rules)
            }
            cells.append(numbers[rules]!)
        }
        line("    /// A row a state, a column a trigger; the number of a choice, 0 for none.")
        line("    private static let transitionTable: [UInt8] = [")
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
        for choice in choices { line("        [\(choice.map(String.init).joined(separator: ", "))],") }
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
        for (declaration, message) in zip(spec.messages, program.messages) {
            let name = SwiftName.lowerCamel(declaration.name.text + "_message")
            line("    private static let \(name) = MessageTable(")
            line("        \(SwiftName.literal(declaration.name.text)),")
            line("        description: \(SwiftName.literal(declaration.description)),")
            line("        isAboutCall: \(declaration.isAboutCall),")
            let topic = message.topic.map { piece in
                switch piece {
                case .text(let text): ".text(\(SwiftName.literal(text)))"
                case .value(let value): ".value(\(source(value)))"
                }
            }
            line("        topic: [\(topic.joined(separator: ", "))],")
            line("        importance: \(declaration.importance),")
            line(
                "        qos: \(declaration.qos.map(String.init) ?? "nil"), retain: \(declaration.retain),"
                    + (declaration.state.map { " state: \(SwiftName.literal($0))," } ?? ""))
            line("        fields: [")
            for field in message.fields {
                line(
                    "            MessageTable.Field(\(SwiftName.literal(field.name)), \(content(field.content))"
                        + (field.isOptional ? ", isOptional: true" : "") + "),")
            }
            line("        ])")
            line()
        }
        line("    private static let messageTables: [MessageTable] = [")
        line("        \(spec.messages.map { SwiftName.lowerCamel($0.name.text + "_message") }.joined(separator: ", "))")
        line("    ]")
        line()
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
        case .header(let number): ".header(AMIHeaderName.\(SwiftName.lowerCamel(program.headers[number].name)))"
        case .headerEndpoint(let number):
            ".headerEndpoint(AMIHeaderName.\(SwiftName.lowerCamel(program.headers[number].name)))"
        case .headerAgo(let number):
            ".headerAgo(AMIHeaderName.\(SwiftName.lowerCamel(program.headers[number].name)))"
        case .callNumber(let slot): ".callNumber(CallNumber.\(SwiftName.lowerCamel(program.callNumbers[slot].name)))"
        case .callText(let slot): ".callText(CallText.\(SwiftName.lowerCamel(program.callTexts[slot].name)))"
        case .channelNumber(let slot):
            ".channelNumber(ChannelNumber.\(SwiftName.lowerCamel(program.channelNumbers[slot].name)))"
        case .channelText(let slot):
            ".channelText(ChannelText.\(SwiftName.lowerCamel(program.channelTexts[slot].name)))"
        case .peerNumber(let slot):
            ".peerNumber(ChannelNumber.\(SwiftName.lowerCamel(program.channelNumbers[slot].name)))"
        case .peerText(let slot): ".peerText(ChannelText.\(SwiftName.lowerCamel(program.channelTexts[slot].name)))"
        case .known(let known): ".known(.\(known))"
        case .number(let number): ".number(\(number))"
        case .text(let text): ".text(\(SwiftName.literal(text)))"
        }
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
        }
        let call = condition.isNegated ? "Condition.not" : "Condition"
        return "\(call)(\(source(condition.source)), \(test))"
    }

    private func action(_ action: CallProgram.Action) -> String {
        switch action {
        case .setNumber(let owner, let slot, let values, let onlyIfUnset):
            ".setNumber(.\(owner), \(slot), \(sources(values)), onlyIfUnset: \(onlyIfUnset))  \(note(owner, slot, isText: false))"
        case .addNumber(let owner, let slot, let value):
            ".addNumber(.\(owner), \(slot), \(source(value)))  \(note(owner, slot, isText: false))"
        case .setCause(let owner, let slot, let values):
            ".setCause(.\(owner), \(slot), \(sources(values)))  \(note(owner, slot, isText: false))"
        case .setText(let owner, let slot, let values, let onlyIfUnset):
            ".setText(.\(owner), \(slot), \(sources(values)), onlyIfUnset: \(onlyIfUnset))  \(note(owner, slot, isText: true))"
        case .setParty(let owner, let slot, let number, let name, let onlyIfUnset):
            ".setParty(.\(owner), \(slot), number: \(sources(number)), name: \(sources(name)), onlyIfUnset: \(onlyIfUnset))  "
                + note(owner, slot, isText: true)
        case .clearNumber(let owner, let slot): ".clearNumber(.\(owner), \(slot))  \(note(owner, slot, isText: false))"
        case .clearText(let owner, let slot): ".clearText(.\(owner), \(slot))  \(note(owner, slot, isText: true))"
        case .unite(.bridge): ".uniteBridge"
        case .unite(.peer): ".unitePeer"
        case .startTimer(let timer): ".startTimer(\(timer))  /* \(spec.timers[timer].name.text) */"
        case .stopTimer(let timer): ".stopTimer(\(timer))  /* \(spec.timers[timer].name.text) */"
        case .emit(let message, let date):
            ".emit(\(message), at: \(source(date)))  /* \(spec.messages[message].name.text) */"
        }
    }

    private func note(_ owner: CallProgram.Action.Owner, _ slot: Int, isText: Bool) -> String {
        let slots =
            owner == .call
            ? (isText ? program.callTexts : program.callNumbers)
            : (isText ? program.channelTexts : program.channelNumbers)
        return "/* \(owner.rawValue).\(slots[slot].name) */"
    }

    private func content(_ content: CallProgram.Field.Content) -> String {
        switch content {
        case .text(let values): ".text(\(sources(values)))"
        case .number(let values): ".number(\(sources(values)))"
        case .headersAfter(let number):
            ".headersAfter(Int(AMIHeaderName.\(SwiftName.lowerCamel(program.headers[number].name)).rawValue))"
        case .flag(let value): ".flag(\(source(value)))"
        case .time(let values): ".time(\(sources(values)))"
        case .word(let value, let words):
            ".word(\(source(value)), [\(words.map(SwiftName.literal).joined(separator: ", "))])"
        case .headerWord(let number, let words, let otherwise):
            ".headerWord(Int(AMIHeaderName.\(SwiftName.lowerCamel(program.headers[number].name)).rawValue), "
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
        }
    }
}
