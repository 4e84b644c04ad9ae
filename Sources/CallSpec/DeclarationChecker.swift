import CallLogic

/// Checks what a ``Specification`` declares, before anything is looked up in it.
struct DeclarationChecker {
    /// More of a kind than this can't be numbered by a byte.
    private static let limit = 255
    /// The most kinds of things: a number is kept of each for every event.
    private static let mostThings = 64

    private(set) var diagnostics = Diagnostics()
    private let spec: Specification

    init(_ specification: Specification) {
        spec = specification
    }

    mutating func check() {
        checkAMI()
        checkFacts()
        checkFields()
        checkRoles()
        checkDefaults()
        checkLimits()
        checkTexts()
        let topics = TopicChecker(spec.messages)
        topics.check(into: &diagnostics)
    }

    // MARK: What is heard

    private mutating func checkAMI() {
        let ami = spec.ami
        for event in ami.events {
            if !Self.isWord(event.name.text) {
                diagnostics.error(
                    at: event.name.location, "'\(event.name.text)' can't be the name of an AMI event: it has no spaces")
            }
            let known = AMIDeclaration.classes
            if !event.amiClass.text.isEmpty, !known.contains(event.amiClass.text) {
                diagnostics.error(
                    at: event.amiClass.location,
                    "AMI has no class '\(event.amiClass.text)'; it has \(known.joined(separator: ", "))"
                        + Suggestion.text(for: event.amiClass.text, among: known))
            }
        }
        var headers = [ami.time, ami.channelID, ami.channelName, ami.callID]
        headers += [ami.bridgeID, ami.rollCall?.count].compactMap(\.self)
        headers += ami.headers.map(\.name)
        headers += ami.events.flatMap { event in event.headers + [event.peerDevice].compactMap(\.self) }
        for header in headers where !Self.isWord(header.text) {
            diagnostics.error(
                at: header.location, "'\(header.text)' can't be the name of a header: it has no spaces and no ':'")
        }
        for header in ami.headers {
            if let values = header.values, values.isEmpty {
                diagnostics.error(
                    at: header.name.location, "'\(header.name.text)' has no values at all; leave 'values' out")
            }
            if let values = header.values, let value = header.nothing.first(where: { values.contains($0) }) {
                diagnostics.error(
                    at: header.name.location,
                    "'\(value)' is one of the values of '\(header.name.text)', and says nothing: it can't be both")
            }
        }
        if let rollCall = ami.rollCall, !Self.isWord(rollCall.action.text) {
            diagnostics.error(at: rollCall.action.location, "'\(rollCall.action.text)' can't be an AMI action")
        }
    }

    /// Whether AMI can have such a name for an event, an action or a header.
    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ":") }
    }

    // MARK: What is remembered

    private mutating func checkFacts() {
        for fact in spec.factsByOwner.flatMap(\.facts) {
            if fact.kind != .flag, fact.startsUnknown {
                diagnostics.error(at: fact.name.location, "only a flag 'starts' as unknown: anything else does anyhow")
            }
            if fact.startsUnknown, !fact.names.isEmpty || fact.namesFrom != nil {
                diagnostics.error(
                    at: fact.name.location,
                    "'\(fact.name.text)' follows from the channel's name, so 'starts' says nothing")
            }
            if !fact.names.isEmpty, fact.namesFrom != nil {
                diagnostics.error(at: fact.name.location, "a flag has 'names' or 'names_from', not both")
            }
            if fact.names.contains("") {
                diagnostics.error(at: fact.name.location, "no channel has an empty name")
            }
            var words: Set<String> = []
            for word in fact.words {
                if !SpecificationResolver.isSnakeCase(word.text) {
                    diagnostics.error(
                        at: word.location, "a word is lower-case letters, digits and '_': not '\(word.text)'")
                }
                if !words.insert(word.text).inserted {
                    diagnostics.error(at: word.location, "'\(word.text)' is listed twice among the words")
                }
            }
        }
        let known = CallProgram.Known.allCases.map(\.rawValue)
        for (scope, facts) in [("call", spec.callFacts), ("channel", spec.channelFacts)] {
            for fact in facts where known.contains("\(scope).\(fact.name.text)") {
                diagnostics.error(
                    at: fact.name.location,
                    "'\(scope).\(fact.name.text)' is always known; rename the fact, or leave it out")
            }
        }
    }

    private mutating func checkFields() {
        for field in spec.messages.flatMap(\.fields) where !SpecificationResolver.isSnakeCase(field.name.text) {
            diagnostics.error(
                at: field.name.location,
                "the name of a field is lower-case letters, digits and '_': not '\(field.name.text)'")
        }
    }

    // MARK: What is shown

    private mutating func checkRoles() {
        var tones: [String: (tone: Tone, message: String)] = [:]
        for message in spec.messages {
            switch message.role {
            case nil: break
            case .lamp?, .queue?:
                if message.isAboutCall || !message.retain {
                    diagnostics.error(
                        at: message.name.location,
                        "'\(message.name.text)' counts as a \(message.role?.rawValue ?? ""), so it is about no call "
                            + "('call': false), and the broker keeps it ('retain': true)")
                }
                if message.role == .queue, !message.fields.contains(where: { $0.tone == .waiting }) {
                    diagnostics.error(
                        at: message.name.location,
                        "'\(message.name.text)' counts as a queue, so one of its numbers has the 'tone' 'waiting': it says "
                            + "how many wait")
                }
            case .rings?, .answered?, .end?:
                if !message.isAboutCall {
                    diagnostics.error(
                        at: message.name.location,
                        "'\(message.name.text)' is about no call; only as a 'lamp' or a 'queue' can it count")
                }
            }
            guard let tone = message.tone else { continue }
            guard let state = message.state else {
                diagnostics.error(
                    at: message.name.location,
                    "'tone' is how the word in 'state' stands to whoever looks, and '\(message.name.text)' has none")
                continue
            }
            if let before = tones[state], before.tone != tone {
                diagnostics.error(
                    at: message.name.location,
                    "'\(state)' is '\(before.tone.rawValue)' in '\(before.message)', and can't be "
                        + "'\(tone.rawValue)' here: a word has one tone")
            }
            tones[state] = tones[state] ?? (tone, message.name.text)
        }
    }

    // MARK: What is set

    /// A flag is false from the start, so a default for one that is never forgotten says nothing.
    private mutating func checkDefaults() {
        let actions = spec.transitions.flatMap(\.actions)
        var forgotten: Set<String> = []
        for action in actions { if case .clear(let target) = action { forgotten.insert(Self.owner(target)) } }
        for action in actions {
            guard case .setDefault(let target, _) = action, !forgotten.contains(Self.owner(target)) else { continue }
            let facts = spec.factsByOwner.first { $0.owner == Self.ownerName(target) }?.facts ?? []
            guard let fact = facts.first(where: { $0.name.text == target.name }), fact.kind == .flag,
                !fact.startsUnknown, fact.names.isEmpty, fact.namesFrom == nil
            else { continue }
            diagnostics.error(
                at: target.location,
                "'\(target.text)' is false from the start, so it never gets a default; 'set' it, or let it start unknown"
            )
        }
    }

    /// A fact, by whoever has it: a second channel's is a channel's.
    private static func owner(_ fact: Reference) -> String {
        "\(ownerName(fact)).\(fact.name)"
    }

    private static func ownerName(_ fact: Reference) -> String {
        fact.thing ?? (fact.scope == .call ? "call" : "channel")
    }

    // MARK: How much there is

    private mutating func checkLimits() {
        func slots(_ facts: [FactDeclaration], areTexts: Bool) -> [Specification.Name] {
            facts.flatMap { fact in
                switch fact.kind {
                case .party: areTexts ? [fact.name, fact.name] : []
                case .text: areTexts ? [fact.name] : []
                default: areTexts ? [] : [fact.name]
                }
            }
        }
        let kinds: [(String, [Specification.Name])] = [
            ("states", spec.states.map(\.name)), ("triggers", spec.triggers.map(\.name)),
            ("messages", spec.messages.map(\.name)), ("AMI events", spec.ami.events.map(\.name)),
            ("causes", spec.causes.map(\.name)), ("timers", spec.timers.map(\.name)),
            ("numbers, flags, times, causes and words of a call", slots(spec.callFacts, areTexts: false)),
            ("texts of a call (a party is two)", slots(spec.callFacts, areTexts: true)),
            ("numbers, flags, times, causes and words of a channel", slots(spec.channelFacts, areTexts: false)),
            ("texts of a channel (a party is two)", slots(spec.channelFacts, areTexts: true)),
            ("numbers, flags, times, causes and words of things", slots(spec.things.flatMap(\.facts), areTexts: false)),
            ("texts of things (a party is two)", slots(spec.things.flatMap(\.facts), areTexts: true)),
        ]
        if spec.things.count > Self.mostThings {
            diagnostics.error(
                at: spec.things[Self.mostThings].name.location,
                "\(spec.things.count) things are declared; \(Self.mostThings) are the most")
        }
        for (what, names) in kinds where names.count > Self.limit {
            diagnostics.error(
                at: names[Self.limit].location, "\(names.count) \(what) are declared; \(Self.limit) are the most")
        }
    }

    // MARK: Texts that were meant as references

    private mutating func checkTexts() {
        let headers = Set(spec.ami.events.flatMap { $0.headers.map(\.text) })
        for use in spec.texts {
            let text = use.text.text
            if isReference(text) {
                diagnostics.error(
                    at: use.text.location, "\"\(text)\" is a text; write \"$\(text)\" for what that is")
                continue
            }
            guard headers.contains(text) else { continue }
            // Nobody says DestCallerIDNum and means the word; a Queue can be just that.
            if text.dropFirst().contains(where: \.isUppercase), text.contains(where: \.isLowercase) {
                diagnostics.error(
                    at: use.text.location, "\"\(text)\" is a text; write \"$\(text)\" for what the header says")
            } else if use.isWhole {
                diagnostics.warning(
                    at: use.text.location, "\"\(text)\" is a text; write \"$\(text)\" for what the header says")
            }
        }
    }

    /// Whether a text refers to a fact, or to something that is always known.
    private func isReference(_ text: String) -> Bool {
        let reference = Reference(text, at: .start, things: Set(spec.things.map(\.name.text)))
        let facts: [FactDeclaration]
        switch reference.scope {
        case .call, .other: facts = spec.callFacts
        case .channel, .peer: facts = spec.channelFacts
        case .thing: facts = spec.things.first { $0.name.text == reference.thing }?.facts ?? []
        case .header, .runtime: return false
        }
        return facts.contains { $0.name.text == reference.name }
            || CallProgram.Known(rawValue: "\(reference.scope.rawValue).\(reference.name)") != nil
    }
}
