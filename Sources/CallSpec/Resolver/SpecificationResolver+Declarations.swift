/// What is declared.
extension SpecificationResolver {
    mutating func checkNames() {
        let groups: [(String, [Specification.Name])] = [
            ("a fact", spec.callFacts.map(\.name)), ("a fact", spec.channelFacts.map(\.name)),
            ("a fact", spec.things.flatMap { $0.facts.map(\.name) }),
            ("a timer", (spec.timers + spec.things.flatMap(\.timers)).map(\.name)),
            ("a trigger", spec.triggers.map(\.name)),
            ("a state", spec.states.map(\.name)),
            ("a message", spec.messages.map(\.name)), ("an assumption", spec.assumptions.map(\.name)),
            ("an invariant", spec.invariants.map(\.name)),
            ("a cause", spec.causes.map(\.name)),
            ("a field", (spec.openingFields + spec.closingFields).map(\.name)),
        ]
        for (what, names) in groups {
            for name in names where !Self.isSnakeCase(name.text) {
                diagnostics.error(
                    at: name.location, "the name of \(what) is lower-case letters, digits and '_': not '\(name.text)'")
            }
        }
    }

    static func isSnakeCase(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "_")
        }
    }

    mutating func declareHeaders() {
        let ami = spec.ami
        for name in [ami.time, ami.channelID, ami.channelName, ami.callID] { declareHeader(name.text) }
        if let bridge = ami.bridgeID { declareHeader(bridge.text) }
        for event in ami.events {
            if let bridge = event.bridge, ami.bridgeID == nil {
                diagnostics.error(
                    at: event.name.location,
                    "a channel \(bridge.rawValue) a bridge here; ami.bridge must name the header with its id")
            }
            for name in [ami.channelID, ami.channelName, ami.callID] { declareHeader(event.prefix + name.text) }
            for peer in event.peers {
                for name in [ami.channelID, ami.channelName, ami.callID] { declareHeader(peer.text + name.text) }
            }
            if let device = event.peerDevice {
                declareHeader(device.text)
                if event.peer != nil {
                    diagnostics.error(at: device.location, "an event has 'peer' or 'peer_device', not both")
                }
            }
            for header in event.headers { declareHeader(header.text) }
        }
        if let rollCall = ami.rollCall {
            declareHeader("ActionID")
            if let count = rollCall.count { declareHeader(count.text) }
        }
        if let variables = ami.variables {
            declareHeader(variables.name.text)
            declareHeader(variables.value.text)
            if let event = ami.events.first(where: { $0.name.text == variables.event.text }) {
                for header in [variables.name, variables.value] {
                    used.insert("header \(event.name.text) \(header.text)")
                    if event.headers.contains(where: { $0.text == header.text }) { continue }
                    diagnostics.error(
                        at: header.location,
                        "the AMI event '\(event.name.text)' reads no header '\(header.text)'"
                            + Suggestion.text(for: header.text, among: event.headers.map(\.text)))
                }
                used.insert("event \(event.name.text)")
            } else {
                diagnostics.error(
                    at: variables.event.location,
                    "no event '\(variables.event.text)' is declared"
                        + Suggestion.text(for: variables.event.text, among: ami.events.map(\.name.text)))
            }
        }
        for declaration in ami.headers {
            guard let number = headerNumbers[declaration.name.text] else {
                if ami.events.contains(where: { spec.doubtful.contains($0.name) }) { continue }
                diagnostics.error(
                    at: declaration.name.location,
                    "no event reads the header '\(declaration.name.text)'"
                        + Suggestion.text(for: declaration.name.text, among: headerNumbers.keys))
                continue
            }
            program.headers[number].nothing = declaration.nothing
        }
        if program.headers.count > 128 {
            diagnostics.error(at: .start, "\(program.headers.count) headers are read; 128 is the most")
        }
        if let rollCall = ami.rollCall {
            for name in [rollCall.item, rollCall.complete] where eventNumber(name.text) == nil {
                diagnostics.error(
                    at: name.location,
                    "no event '\(name.text)' is declared"
                        + Suggestion.text(for: name.text, among: ami.events.map(\.name.text)))
            }
        }
    }

    mutating func declareHeader(_ name: String) {
        guard headerNumbers[name] == nil else { return }
        headerNumbers[name] = program.headers.count
        program.headers.append(CallProgram.Header(name))
    }

    mutating func declareFacts() {
        func slots(_ facts: [FactDeclaration]) -> (numbers: [CallProgram.Slot], texts: [CallProgram.Slot]) {
            var numbers: [CallProgram.Slot] = []
            var texts: [CallProgram.Slot] = []
            for fact in facts {
                switch fact.kind {
                case .text: texts.append(.init(name: fact.name.text, fact: fact))
                case .party:
                    texts.append(.init(name: fact.name.text + ".extension", fact: fact))
                    texts.append(.init(name: fact.name.text + ".name", fact: fact))
                default: numbers.append(.init(name: fact.name.text, fact: fact))
                }
            }
            return (numbers, texts)
        }
        (program.callNumbers, program.callTexts) = slots(spec.callFacts)
        (program.channelNumbers, program.channelTexts) = slots(spec.channelFacts)
        program.things = spec.things.map { thing in
            let (numbers, texts) = slots(thing.facts)
            return .init(numbers: numbers, texts: texts)
        }
        for fact in spec.factsByOwner.flatMap(\.facts) {
            if fact.kind == .word, fact.words.isEmpty {
                diagnostics.error(at: fact.name.location, "'\(fact.name.text)' is a word, so it needs its 'words'")
            }
            if fact.kind != .word, let word = fact.words.first {
                diagnostics.error(at: word.location, "only a fact of the type 'word' has 'words'")
            }
            if fact.kind != .number, fact.between != nil {
                diagnostics.error(at: fact.name.location, "only a fact of the type 'number' is 'between' two others")
            }
            if fact.kind != .flag, !fact.names.isEmpty || fact.namesFrom != nil {
                diagnostics.error(at: fact.name.location, "only a flag can follow from a name")
            }
        }
        for fact in spec.callFacts where !fact.names.isEmpty || fact.namesFrom != nil {
            diagnostics.error(at: fact.name.location, "a call has no name that '\(fact.name.text)' could follow from")
        }
        for fact in spec.channelFacts + spec.things.flatMap(\.facts) {
            guard let list = fact.namesFrom, list.text != "trunks" else { continue }
            diagnostics.error(
                at: list.location,
                "the configuration has no list of channel names '\(list.text)'"
                    + Suggestion.text(for: list.text, among: ["trunks"]))
        }
    }

    func eventNumber(_ name: String) -> Int? { spec.ami.events.firstIndex { $0.name.text == name } }
}
