/// Looks up every name of a ``Specification`` and makes the ``CallProgram`` of it.
///
/// What it can't find or what has the wrong type becomes an error that points at the place; whether the machine
/// as a whole makes sense is ``MachineChecker``'s business.
struct SpecificationResolver {
    private(set) var diagnostics = Diagnostics()
    private var program: CallProgram
    private var headerNumbers: [String: Int] = [:]
    private var used: Set<String> = []
    /// From where each message is sent, by the message's number.
    private var senders: [Int: [Context]] = [:]

    private var spec: Specification { program.specification }

    /// The AMI events that a place in the spec is reached by; what can be read there depends on them.
    private struct Context {
        /// Numbers of the events; empty where no AMI event stands behind it.
        var events: [Int] = []
        /// Whether it is reached by an occurrence as well.
        var hasOccurrence = false
        /// Whether it is outside of any call.
        var isOutside = false
        /// What it is, for messages: "trigger 'x'".
        var what: String
    }

    init(_ specification: Specification) {
        program = CallProgram(specification: specification)
    }

    mutating func resolve() -> CallProgram {
        checkNames()
        declareHeaders()
        declareFacts()
        resolveTriggers()
        resolveTransitions()
        resolveMessages()
        resolveInvariants()
        warnOfUnused()
        return program
    }

    // MARK: Declarations

    private mutating func checkNames() {
        let groups: [(String, [Specification.Name])] = [
            ("a fact", spec.callFacts.map(\.name)), ("a fact", spec.channelFacts.map(\.name)),
            ("a timer", spec.timers.map(\.name)), ("a trigger", spec.triggers.map(\.name)),
            ("a state", spec.states.map(\.name)),
            ("a message", spec.messages.map(\.name)), ("an invariant", spec.invariants.map(\.name)),
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

    private static func isSnakeCase(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "_")
        }
    }

    private mutating func declareHeaders() {
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
            if let peer = event.peer {
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
        for declaration in ami.headers {
            guard let number = headerNumbers[declaration.name.text] else {
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

    private mutating func declareHeader(_ name: String) {
        guard headerNumbers[name] == nil else { return }
        headerNumbers[name] = program.headers.count
        program.headers.append(CallProgram.Header(name: name))
    }

    private mutating func declareFacts() {
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
        for fact in spec.callFacts + spec.channelFacts {
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
                diagnostics.error(at: fact.name.location, "only a flag can follow from a channel's name")
            }
        }
        for fact in spec.callFacts where !fact.names.isEmpty || fact.namesFrom != nil {
            diagnostics.error(at: fact.name.location, "a call has no name that '\(fact.name.text)' could follow from")
        }
        for fact in spec.channelFacts {
            guard let list = fact.namesFrom, list.text != "trunks" else { continue }
            diagnostics.error(
                at: list.location,
                "the configuration has no list of channel names '\(list.text)'"
                    + Suggestion.text(for: list.text, among: ["trunks"]))
        }
    }

    private func eventNumber(_ name: String) -> Int? { spec.ami.events.firstIndex { $0.name.text == name } }

    // MARK: Triggers, transitions, messages

    private mutating func resolveTriggers() {
        for trigger in spec.triggers {
            var resolved = CallProgram.Trigger()
            var context = Context(what: "trigger '\(trigger.name.text)'")
            if trigger.on.text.hasPrefix(Self.timerPrefix) {
                let name = String(trigger.on.text.dropFirst(Self.timerPrefix.count))
                resolved.timer = timer(.init(text: name, location: trigger.on.location))
                if resolved.timer != nil { used.insert("end of timer \(name)") }
                context.hasOccurrence = true
            } else if trigger.on.text.hasPrefix("@") {
                resolved.occurrence = TriggerDeclaration.Occurrence(rawValue: trigger.on.text)
                context.hasOccurrence = true
                if resolved.occurrence == nil {
                    let known =
                        TriggerDeclaration.Occurrence.allCases.map(\.rawValue)
                        + spec.timers.map { Self.timerPrefix + $0.name.text }
                    diagnostics.error(
                        at: trigger.on.location,
                        "'\(trigger.on.text)' does not occur; what does is \(known.joined(separator: ", "))"
                            + Suggestion.text(for: trigger.on.text, among: known))
                }
            } else if let number = eventNumber(trigger.on.text) {
                resolved.event = number
                context.events = [number]
                used.insert("event \(trigger.on.text)")
            } else {
                diagnostics.error(
                    at: trigger.on.location,
                    "no AMI event '\(trigger.on.text)' is declared under ami.events"
                        + Suggestion.text(for: trigger.on.text, among: spec.ami.events.map(\.name.text)))
            }
            resolved.conditions = conditions(trigger.conditions, context)
            program.triggers.append(resolved)
        }
    }

    private mutating func resolveTransitions() {
        let states = spec.states.map(\.name.text)
        let triggers = spec.triggers.map(\.name.text)
        program.table = Array(repeating: [], count: states.count * triggers.count)
        program.outside = Array(repeating: [], count: triggers.count)
        for (number, transition) in spec.transitions.enumerated() {
            let on = transition.on.compactMap { find($0, among: triggers, "trigger") }
            for trigger in on { used.insert("trigger \(triggers[trigger])") }
            var from = transition.from.compactMap { find($0, among: states, "state") }
            if transition.from.isEmpty, !transition.isOutside {
                from = states.indices.filter { !spec.states[$0].isFinal }
            }
            let context = Context(
                events: on.compactMap { program.triggers[$0].event },
                hasOccurrence: on.contains { program.triggers[$0].event == nil },
                isOutside: transition.isOutside,
                what: "a transition on '\(transition.on.map(\.text).joined(separator: "', '"))'")
            var rule = CallProgram.Rule()
            rule.conditions = conditions(transition.conditions, context)
            rule.to = transition.to.flatMap { find($0, among: states, "state") }
            for action in transition.actions { resolve(action, context, into: &rule.actions) }
            program.rules.append(rule)
            if transition.isOutside {
                if let to = transition.to {
                    diagnostics.error(at: to.location, "outside of calls there is no state to go to")
                }
                for trigger in on { program.outside[trigger].append(number) }
            }
            for state in from {
                for trigger in on { program.table[state * triggers.count + trigger].append(number) }
            }
        }
    }

    /// What the name of the end of a timer begins with.
    private static let timerPrefix = "@timer."

    private mutating func timer(_ name: Specification.Name) -> Int? {
        find(name, among: spec.timers.map(\.name.text), "timer")
    }

    private mutating func find(_ name: Specification.Name, among names: [String], _ what: String) -> Int? {
        if let index = names.firstIndex(of: name.text) { return index }
        diagnostics.error(
            at: name.location, "there is no \(what) '\(name.text)'\(Suggestion.text(for: name.text, among: names))")
        return nil
    }

    private mutating func resolveMessages() {
        for (number, message) in spec.messages.enumerated() {
            var resolved = CallProgram.Message()
            // Of one that nothing sends nobody can tell what is known; that it is not sent is said elsewhere.
            guard let places = senders[number] else {
                program.messages.append(resolved)
                continue
            }
            // A message is rendered wherever it is sent from, so only what is known in all those places can stand in it.
            var context = Context(what: "message '\(message.name.text)'")
            for place in places {
                context.events += place.events
                context.hasOccurrence = context.hasOccurrence || place.hasOccurrence
                context.isOutside = context.isOutside || place.isOutside
            }
            resolved.topic = topic(message, context)
            let fields = message.isAboutCall ? spec.openingFields + message.fields + spec.closingFields : message.fields
            var names: Set<String> = []
            for field in fields {
                if !names.insert(field.name.text).inserted {
                    diagnostics.error(at: field.name.location, "the message has two fields '\(field.name.text)'")
                }
                if let content = self.content(field, context) {
                    checkExample(of: field, content)
                    resolved.fields.append(.init(name: field.name.text, content: content, isOptional: field.isOptional))
                }
            }
            if message.isAboutCall, !message.topic.text.contains("{call_id}") {
                diagnostics.warning(
                    at: message.topic.location, "without {call_id} all calls share the topic '\(message.topic.text)'")
            }
            if !message.isAboutCall, message.state != nil {
                diagnostics.error(
                    at: message.name.location,
                    "the message '\(message.name.text)' is about no call, so it can't say what its call is doing")
            }
            for byte in message.topic.text.utf8 where byte == UInt8(ascii: "#") || byte == UInt8(ascii: "+") {
                diagnostics.error(at: message.topic.location, "a topic that is published to has no '#' and no '+'")
                break
            }
            program.messages.append(resolved)
        }
    }

    /// The pieces of a topic: `{call_id}` stands for the call's id, `{Header}` for what a header says.
    private mutating func topic(_ message: MessageDeclaration, _ context: Context) -> [CallProgram.TopicPiece] {
        var pieces: [CallProgram.TopicPiece] = []
        var rest = message.topic.text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            let name = String(rest[rest.index(after: open)..<close])
            let reference = Reference(name == "call_id" ? "call.id" : name, at: message.topic.location)
            if let found = lookUp(reference, context) { pieces.append(.value(found[0].source)) }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }

    private mutating func resolveInvariants() {
        for invariant in spec.invariants {
            let context = Context(hasOccurrence: true, what: "invariant '\(invariant.name.text)'")
            let exceptions = invariant.exceptions.map { conditions($0, context) }
            func add(_ claim: CallProgram.Invariant.Claim, _ location: SourceLocation) {
                program.invariants.append(
                    .init(name: invariant.name.text, location: location, claim: claim, exceptions: exceptions))
            }
            for claim in invariant.claims {
                switch claim {
                case .atMostOnce(let names):
                    for name in names {
                        if let message = callMessage(name) { add(.atMostOnce(message), name.location) }
                    }
                case .onlyAfter(let pairs):
                    for pair in pairs {
                        guard let message = callMessage(pair.message), let other = callMessage(pair.other) else {
                            continue
                        }
                        if message == other {
                            diagnostics.error(at: pair.other.location, "no message can come after itself only")
                        }
                        add(.onlyAfter(message, other), pair.message.location)
                    }
                case .endsWith(let name):
                    if let message = callMessage(name) { add(.endsWith(message), name.location) }
                }
            }
        }
    }

    /// The number of a message that is about a call.
    private mutating func callMessage(_ name: Specification.Name) -> Int? {
        guard let message = find(name, among: spec.messages.map(\.name.text), "message") else { return nil }
        if spec.messages[message].isAboutCall { return message }
        diagnostics.error(at: name.location, "the message '\(name.text)' is about no call, so no call can owe it")
        return nil
    }

    private mutating func warnOfUnused() {
        for trigger in spec.triggers where !used.contains("trigger \(trigger.name.text)") {
            diagnostics.warning(at: trigger.name.location, "nothing happens on the trigger '\(trigger.name.text)'")
        }
        for message in spec.messages where !used.contains("message \(message.name.text)") {
            diagnostics.warning(at: message.name.location, "nothing sends the message '\(message.name.text)'")
        }
        for timer in spec.timers {
            let name = timer.name.text
            if !used.contains("start of timer \(name)") {
                diagnostics.warning(at: timer.name.location, "nothing starts the timer '\(name)'")
            } else if !used.contains("end of timer \(name)") {
                diagnostics.warning(
                    at: timer.name.location,
                    "nothing happens when the timer '\(name)' is over: no trigger is on "
                        + "'\(Self.timerPrefix)\(name)'")
            }
        }
        let silent: Set<EventDeclaration.Subject> = [.begins, .ends]
        for event in spec.ami.events where !used.contains("event \(event.name.text)") {
            let isRollCall =
                spec.ami.rollCall.map { [$0.item.text, $0.complete.text].contains(event.name.text) } ?? false
            guard !silent.contains(event.channel), event.bridge == nil, !isRollCall else {
                continue
            }
            diagnostics.warning(at: event.name.location, "no trigger is made of the AMI event '\(event.name.text)'")
        }
        for (scope, facts) in [("call", spec.callFacts), ("channel", spec.channelFacts)] {
            for fact in facts {
                let isSet =
                    !fact.names.isEmpty || fact.namesFrom != nil || used.contains("set \(scope).\(fact.name.text)")
                let isRead = used.contains("read \(scope).\(fact.name.text)")
                if isRead, !isSet {
                    diagnostics.error(
                        at: fact.name.location,
                        "'\(scope).\(fact.name.text)' is read, but nothing ever sets it, so it can't be known")
                } else if !isRead {
                    diagnostics.warning(at: fact.name.location, "nothing reads '\(scope).\(fact.name.text)'")
                }
            }
        }
    }

    // MARK: References

    /// A value's type.
    private struct Typed {
        var source: CallProgram.Source
        var kind: FactDeclaration.Kind
        var words: [String] = []
    }

    private mutating func lookUp(_ reference: Reference, _ context: Context) -> [Typed]? {
        switch reference.scope {
        case .runtime:
            return [Typed(source: .known(.now), kind: .time)]
        case .header:
            return header(reference, context)
        case .call, .channel, .peer:
            if context.isOutside {
                diagnostics.error(
                    at: reference.location,
                    "'\(reference.text)' can't be known in \(context.what): it is outside of any call")
                return nil
            }
            if reference.scope != .call, !canSee(reference, context) { return nil }
            if let known = CallProgram.Known(rawValue: "\(reference.scope.rawValue).\(reference.name)"),
                reference.part == nil
            {
                return [Typed(source: .known(known), kind: known.kind)]
            }
            return fact(reference)
        }
    }

    private mutating func canSee(_ reference: Reference, _ context: Context) -> Bool {
        let events = context.events.map { spec.ami.events[$0] }
        let fits = events.allSatisfy { event in
            if reference.scope == .peer { return event.peer != nil || event.peerDevice != nil }
            return event.channel != .none && event.channel != .everyCall
        }
        if fits, !context.hasOccurrence, !events.isEmpty { return true }
        diagnostics.error(
            at: reference.location,
            "'\(reference.text)' can't be known in \(context.what): no AMI event with such a channel is sure to stand behind it"
        )
        return false
    }

    private mutating func header(_ reference: Reference, _ context: Context) -> [Typed]? {
        if context.events.isEmpty || context.hasOccurrence {
            diagnostics.error(
                at: reference.location,
                "the header '\(reference.name)' can't be known in \(context.what): no AMI event is sure to stand behind it"
            )
            return nil
        }
        let own = [spec.ami.channelID, spec.ami.channelName, spec.ami.callID].map(\.text)
        for number in context.events {
            let event = spec.ami.events[number]
            var readable = event.headers.map(\.text) + own.map { event.prefix + $0 }
            readable.append(spec.ami.time.text)
            if let peer = event.peer { readable += own.map { peer.text + $0 } }
            guard !readable.contains(reference.name) else {
                used.insert("header \(event.name.text) \(reference.name)")
                continue
            }
            diagnostics.error(
                at: reference.location,
                "the AMI event '\(event.name.text)' of \(context.what) reads no header '\(reference.name)'"
                    + Suggestion.text(for: reference.name, among: readable + ["call", "channel", "peer", "now"]))
            return nil
        }
        guard let number = headerNumbers[reference.name] else { return nil }
        switch reference.part {
        case nil: return [Typed(source: .header(number), kind: .text)]
        case "endpoint": return [Typed(source: .headerEndpoint(number), kind: .text)]
        case let part?:
            diagnostics.error(
                at: reference.location,
                "of a header, 'endpoint' can be had, but no '\(part)'"
                    + Suggestion.text(for: part, among: ["endpoint"]))
            return nil
        }
    }

    private mutating func fact(_ reference: Reference) -> [Typed]? {
        let facts = reference.scope == .call ? spec.callFacts : spec.channelFacts
        guard let fact = facts.first(where: { $0.name.text == reference.name }) else {
            let known = CallProgram.Known.allCases.map(\.rawValue).filter {
                $0.hasPrefix(reference.scope.rawValue + ".")
            }
            .map { String($0.dropFirst(reference.scope.rawValue.count + 1)) }
            diagnostics.error(
                at: reference.location,
                "a \(reference.scope == .call ? "call" : "channel") has no fact '\(reference.name)'"
                    + Suggestion.text(for: reference.name, among: facts.map(\.name.text) + known))
            return nil
        }
        let owner = reference.scope == .call ? "call" : "channel"
        used.insert("read \(owner).\(fact.name.text)")
        func text(_ name: String) -> CallProgram.Source? {
            let slots = reference.scope == .call ? program.callTexts : program.channelTexts
            guard let slot = slots.firstIndex(where: { $0.name == name }) else { return nil }
            switch reference.scope {
            case .call: return .callText(slot)
            case .channel: return .channelText(slot)
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
        let slots = reference.scope == .call ? program.callNumbers : program.channelNumbers
        guard let slot = slots.firstIndex(where: { $0.name == fact.name.text }) else { return nil }
        let source: CallProgram.Source =
            switch reference.scope {
            case .call: .callNumber(slot)
            case .channel: .channelNumber(slot)
            default: .peerNumber(slot)
            }
        return [Typed(source: source, kind: fact.kind, words: fact.words.map(\.text))]
    }

    // MARK: Conditions

    private mutating func conditions(_ expressions: [ConditionExpression], _ context: Context) -> [CallProgram
        .Condition]
    {
        expressions.compactMap { expression in
            guard let found = lookUp(expression.subject, context) else { return nil }
            // A party is there when its extension is.
            let subject = found[0]
            return condition(expression.test, on: subject, at: expression.subject, context)
        }
    }

    private mutating func condition(
        _ test: ConditionExpression.Test, on subject: Typed, at place: Reference, _ context: Context
    ) -> CallProgram.Condition? {
        switch test {
        case .not(let inner):
            guard var condition = condition(inner, on: subject, at: place, context) else { return nil }
            condition.isNegated.toggle()
            return condition
        case .absent:
            return .init(source: subject.source, test: .isSet, isNegated: true)
        case .digits:
            guard isText(subject, place) else { return nil }
            return .init(source: subject.source, test: .digits)
        case .matches(let patterns):
            guard isText(subject, place) else { return nil }
            return .init(source: subject.source, test: .matches(patterns))
        case .atLeast(let value):
            return number(value, context).map { .init(source: subject.source, test: .atLeast($0)) }
        case .below(let value):
            return number(value, context).map { .init(source: subject.source, test: .atLeast($0), isNegated: true) }
        case .equals(let value):
            if case .reference(let reference) = value { return same(subject, reference, context) }
            return oneOf([value], subject, place, context)
        case .oneOf(let values):
            return oneOf(values, subject, place, context)
        }
    }

    private mutating func isText(_ subject: Typed, _ place: Reference) -> Bool {
        if subject.kind == .text { return true }
        diagnostics.error(at: place.location, "'\(place.text)' is a \(subject.kind.rawValue), not a text")
        return false
    }

    private mutating func same(_ subject: Typed, _ other: Reference, _ context: Context) -> CallProgram.Condition? {
        guard let found = lookUp(other, context) else { return nil }
        if subject.kind == .text, found[0].kind == .text || found[0].kind == .party {
            return .init(source: subject.source, test: .sameText(found[0].source))
        }
        guard subject.kind == found[0].kind else {
            diagnostics.error(
                at: other.location, "a \(subject.kind.rawValue) can't be the same as a \(found[0].kind.rawValue)")
            return nil
        }
        return .init(source: subject.source, test: .sameNumber(found[0].source))
    }

    /// The number of a value in its header's vocabulary, which it becomes part of.
    private mutating func code(of text: String, in header: Int, _ place: Reference) -> Int {
        if let code = program.headers[header].vocabulary.firstIndex(of: text) { return code }
        program.headers[header].vocabulary.append(text)
        if program.headers[header].vocabulary.count == 62 {
            diagnostics.error(at: place.location, "more than 61 values of '\(place.text)' are asked for")
        }
        return program.headers[header].vocabulary.count - 1
    }

    private mutating func oneOf(
        _ values: [ValueExpression], _ subject: Typed, _ place: Reference, _ context: Context
    ) -> CallProgram.Condition? {
        if subject.kind == .text || subject.kind == .party {
            let texts = values.compactMap { literalText($0) }
            guard case .header(let number) = subject.source else {
                return .init(source: subject.source, test: .texts(texts))
            }
            for (text, value) in zip(texts, values) { checkVocabulary(text, of: number, at: value.location) }
            let codes = texts.map { code(of: $0, in: number, place) }
            return .init(source: subject.source, test: .vocabulary(codes))
        }
        let numbers = values.compactMap { literal($0, as: subject.kind, words: subject.words) }
        if numbers.count == 1 { return .init(source: subject.source, test: .number(numbers[0])) }
        guard numbers.count == values.count else { return nil }
        diagnostics.error(at: place.location, "of a \(subject.kind.rawValue), ask for one value")
        return nil
    }

    private mutating func checkVocabulary(_ text: String, of header: Int, at location: SourceLocation) {
        let name = program.headers[header].name
        guard let values = spec.ami.headers.first(where: { $0.name.text == name })?.values, !values.contains(text)
        else {
            return
        }
        diagnostics.error(
            at: location, "the header '\(name)' never says '\(text)'\(Suggestion.text(for: text, among: values))")
    }

    // MARK: Values

    private mutating func literalText(_ value: ValueExpression) -> String? {
        switch value {
        case .text(let text, _): return text
        case .number(let number, _): return String(number)
        default:
            diagnostics.error(at: value.location, "expected a text")
            return nil
        }
    }

    private mutating func literal(_ value: ValueExpression, as kind: FactDeclaration.Kind, words: [String]) -> Int? {
        switch (kind, value) {
        case (.flag, .flag(let flag, _)): return flag ? 1 : 0
        case (.number, .number(let number, _)): return number
        case (.word, .text(let text, let location)):
            return find(.init(text: text, location: location), among: words, "word")
        case (.cause, .text(let text, let location)):
            return find(.init(text: text, location: location), among: spec.causes.map(\.name.text), "cause")
        default:
            let expected =
                kind == .flag ? "true or false" : kind == .cause ? "the name of a cause" : "a \(kind.rawValue)"
            diagnostics.error(at: value.location, "expected \(expected)")
            return nil
        }
    }

    private mutating func number(_ value: ValueExpression, _ context: Context) -> CallProgram.Source? {
        switch value {
        case .number(let number, _): return .number(number)
        case .reference(let reference): return lookUp(reference, context)?.first?.source
        case .ago: return sources(value, as: .time, words: [], context)?.first
        default:
            diagnostics.error(at: value.location, "expected a number")
            return nil
        }
    }

    /// The sources of a value of a kind, the first that says something first.
    private mutating func sources(
        _ value: ValueExpression, as kind: FactDeclaration.Kind, words: [String], _ context: Context
    ) -> [CallProgram.Source]? {
        switch value {
        case .first(let values, _):
            var all: [CallProgram.Source] = []
            for value in values { all += sources(value, as: kind, words: words, context) ?? [] }
            return all
        case .reference(let reference):
            guard let found = lookUp(reference, context) else { return nil }
            // A header is text on the wire; a number is read out of it.
            let isNumberInHeader = kind == .number && reference.scope == .header
            guard found[0].kind == kind || isNumberInHeader else {
                diagnostics.error(
                    at: reference.location,
                    "'\(reference.text)' is a \(found[0].kind.rawValue); a \(kind.rawValue) is wanted")
                return nil
            }
            return [found[0].source]
        case .ago(.reference(let reference), _) where kind == .time && reference.scope == .header:
            guard let found = lookUp(reference, context), case .header(let number) = found[0].source else { return nil }
            return [.headerAgo(number)]
        case .ago(_, let location):
            diagnostics.error(
                at: location, kind == .time ? "'ago' needs a header" : "'ago' is a time; a \(kind.rawValue) is wanted")
            return nil
        case .text(let text, _) where kind == .text:
            return [.text(text)]
        default:
            return literal(value, as: kind, words: words).map { [.number($0)] }
        }
    }

    private mutating func party(
        _ value: ValueExpression, _ context: Context
    ) -> (number: [CallProgram.Source], name: [CallProgram.Source])? {
        switch value {
        case .party(let number, let name, _):
            return (
                number.flatMap { sources($0, as: .text, words: [], context) } ?? [],
                name.flatMap { sources($0, as: .text, words: [], context) } ?? []
            )
        case .reference(let reference):
            guard let found = lookUp(reference, context) else { return nil }
            guard found[0].kind == .party, found.count == 2 else {
                diagnostics.error(
                    at: reference.location, "'\(reference.text)' is a \(found[0].kind.rawValue), not a party")
                return nil
            }
            return ([found[0].source], [found[1].source])
        default:
            diagnostics.error(
                at: value.location, "expected a party: {\"extension\": …, \"name\": …} or a reference to one")
            return nil
        }
    }

    // MARK: Actions

    private mutating func resolve(
        _ action: ActionDeclaration, _ context: Context, into actions: inout [CallProgram.Action]
    ) {
        switch action {
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
            actions.append(.addNumber(place.owner, place.slot, source))
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
        case .unite(.peer, let location):
            if context.events.isEmpty || context.hasOccurrence
                || !context.events.allSatisfy({ spec.ami.events[$0].peer != nil })
            {
                diagnostics.error(at: location, "there is no second channel in \(context.what)")
            }
            actions.append(.unite(.peer))
        case .unite(.bridge, let location):
            let enters = context.events.allSatisfy { spec.ami.events[$0].bridge == .enters }
            if context.events.isEmpty || context.hasOccurrence || !enters {
                diagnostics.error(at: location, "no channel enters a bridge in \(context.what)")
            }
            actions.append(.unite(.bridge))
        case .start(let name):
            used.insert("start of timer \(name.text)")
            checkTimer(name, context)
            if let timer = timer(name) { actions.append(.startTimer(timer)) }
        case .stop(let name):
            checkTimer(name, context)
            if let timer = timer(name) { actions.append(.stopTimer(timer)) }
        case .emit(let name, let date):
            guard let message = find(name, among: spec.messages.map(\.name.text), "message") else { return }
            used.insert("message \(name.text)")
            senders[message, default: []].append(context)
            if context.isOutside, spec.messages[message].isAboutCall {
                diagnostics.error(
                    at: name.location, "the message '\(name.text)' is about a call, and outside of calls there is none")
            } else if !context.isOutside, !spec.messages[message].isAboutCall {
                diagnostics.error(
                    at: name.location, "the message '\(name.text)' is about no call, so it is sent from '@outside' only"
                )
            }
            var source = CallProgram.Source.known(.now)
            if let date {
                guard let found = sources(date, as: .time, words: [], context)?.first else { return }
                source = found
            }
            actions.append(.emit(message, at: source))
        }
    }

    private mutating func checkTimer(_ name: Specification.Name, _ context: Context) {
        guard context.isOutside else { return }
        diagnostics.error(at: name.location, "a timer is a call's, and outside of calls there is none")
    }

    private struct Place {
        var owner: CallProgram.Action.Owner
        var slot: Int
        var fact: FactDeclaration
    }

    private mutating func place(_ target: Reference, _ context: Context) -> Place? {
        guard let owner = CallProgram.Action.Owner(rawValue: target.scope.rawValue) else {
            diagnostics.error(
                at: target.location,
                "'\(target.text)' can't be set: a fact is written call.NAME, channel.NAME or peer.NAME")
            return nil
        }
        if CallProgram.Known(rawValue: target.text) != nil {
            diagnostics.error(at: target.location, "'\(target.text)' is the runtime's to set")
            return nil
        }
        let scope = owner == .call ? "call" : "channel"
        let wasRead = used.contains("read \(scope).\(target.name)")
        guard let found = lookUp(target, context) else { return nil }
        // Being set is not being read.
        if !wasRead { used.remove("read \(scope).\(target.name)") }
        used.insert("set \(scope).\(target.name)")
        let facts = owner == .call ? spec.callFacts : spec.channelFacts
        guard let fact = facts.first(where: { $0.name.text == target.name }) else { return nil }
        switch found[0].source {
        case .callNumber(let slot), .callText(let slot), .channelNumber(let slot), .channelText(let slot),
            .peerNumber(let slot), .peerText(let slot):
            return Place(owner: owner, slot: slot, fact: fact)
        default: return nil
        }
    }

    private mutating func assign(
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
            guard
                let sources = sources(
                    value, as: place.fact.kind, words: place.fact.words.map(\.text), context)
            else { return }
            actions.append(.setNumber(place.owner, place.slot, sources, onlyIfUnset: onlyIfUnset))
        }
    }

    // MARK: Fields

    private mutating func content(_ field: FieldDeclaration, _ context: Context) -> CallProgram.Field.Content? {
        switch field.content {
        case .seconds(let from, let to):
            guard let start = sources(from, as: .time, words: [], context),
                let end = sources(to, as: .time, words: [], context)
            else { return nil }
            return .seconds(from: start, to: end)
        case .eachChannel(let value, let filter):
            // Each channel of the call is looked at in turn, as if an event were about it.
            guard let about = spec.ami.events.firstIndex(where: { $0.channel == .mentions || $0.channel == .begins })
            else {
                return nil
            }
            let each = Context(events: [about], what: context.what)
            guard let party = party(value, each) else { return nil }
            return .parties(number: party.number, name: party.name, conditions(filter, each))
        case .number(let value):
            return sources(value, as: .number, words: [], context).map { .number($0) }
        case .words(let reference, let pairs, let otherwise):
            guard let found = lookUp(reference, context), case .header(let header) = found[0].source else { return nil }
            var words: [String?] = []
            for pair in pairs {
                checkVocabulary(pair.value, of: header, at: pair.word.location)
                let code = code(of: pair.value, in: header, reference)
                while words.count <= code { words.append(nil) }
                words[code] = pair.word.text
            }
            return .headerWord(header, words, otherwise: otherwise?.text)
        case .headersAfter(let name):
            let reference = Reference(name.text, at: name.location)
            guard let found = lookUp(reference, context), case .header(let number) = found[0].source else { return nil }
            return .headersAfter(number)
        case .value(let value):
            return self.content(value, context)
        }
    }

    /// An example has to be what the field can hold.
    private mutating func checkExample(of field: FieldDeclaration, _ content: CallProgram.Field.Content) {
        guard let example = field.example else { return }
        let expected: String?
        switch (content, example.value) {
        case (.text(let sources), let value):
            if case .text(let text)? = sources.first {
                diagnostics.error(at: example.location, "the field always says '\(text)': it needs no example")
                return
            }
            if case .string(let text) = value, !text.isEmpty { expected = nil } else { expected = "a text" }
        case (.number, .number), (.flag, .bool): expected = nil
        case (.number, _): expected = "a whole number"
        case (.flag, _): expected = "true or false"
        case (.seconds, .number(let seconds)) where seconds >= 0: expected = nil
        case (.seconds, _): expected = "a number of seconds, 0 or more"
        case (.word(_, let words), .string(let text)) where words.contains(text): expected = nil
        case (.word(_, let words), _): expected = "one of \(words.joined(separator: ", "))"
        case (.headerWord(_, let words, let otherwise), .string(let text)) where (words + [otherwise]).contains(text):
            expected = nil
        case (.headerWord(_, let words, let otherwise), _):
            expected = "one of \((words + [otherwise]).compactMap(\.self).joined(separator: ", "))"
        case (.headersAfter, .object(let members)):
            let texts = members.allSatisfy { if case .string = $0.value.value { true } else { false } }
            expected = texts ? nil : "an object of texts"
        case (.headersAfter, _): expected = "an object of texts"
        case (.time, _), (.party, _), (.parties, _), (.causeName, _), (.causeDescription, _), (.ownName, _),
            (.description, _), (.eventID, _), (.sequence, _), (.pbx, _):
            diagnostics.error(
                at: example.location, "moments, parties, causes and what the message itself knows need no example")
            return
        }
        guard let expected else { return }
        diagnostics.error(at: example.location, "the field's example has to be \(expected)")
    }

    private mutating func content(_ value: ValueExpression, _ context: Context) -> CallProgram.Field.Content? {
        switch value {
        case .party:
            return party(value, context).map { .party(number: $0.number, name: $0.name) }
        case .flag(let flag, _): return .flag(.number(flag ? 1 : 0))
        case .number(let number, _): return .number([.number(number)])
        case .text(let text, _): return .text([.text(text)])
        case .causeOf:
            diagnostics.error(at: value.location, "set a fact of the type 'cause' and name that")
            return nil
        case .ago:
            return sources(value, as: .time, words: [], context).map { .time($0) }
        case .first(let values, _):
            guard case .reference(let first) = values.first else {
                return sources(value, as: .text, words: [], context).map { .text($0) }
            }
            let kind = lookUp(first, context)?.first?.kind ?? .text
            guard let sources = sources(value, as: kind, words: [], context) else { return nil }
            return kind == .text ? .text(sources) : kind == .time ? .time(sources) : .number(sources)
        case .reference(let reference):
            let own: [String: CallProgram.Field.Content] = [
                "message": .ownName, "description": .description, "event_id": .eventID, "sequence": .sequence,
                "pbx": .pbx,
            ]
            if reference.scope == .header, let content = own[reference.name] { return content }
            guard let found = lookUp(reference, context) else { return nil }
            switch found[0].kind {
            case .party: return .party(number: [found[0].source], name: [found[1].source])
            case .text: return .text([found[0].source])
            case .number: return .number([found[0].source])
            case .flag: return .flag(found[0].source)
            case .time: return .time([found[0].source])
            case .word: return .word(found[0].source, found[0].words)
            case .cause:
                return reference.part == nil ? .causeName(found[0].source) : .causeDescription(found[0].source)
            }
        }
    }
}
