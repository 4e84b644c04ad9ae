/// Reads a spec's JSON into a ``Specification``: shapes and types are checked here, names later.
struct SpecificationReader {
    var diagnostics = Diagnostics()

    mutating func read(_ root: SourceJSON) -> Specification {
        var spec = Specification()
        for member in members(
            root, "the spec",
            keys: [
                "$schema", "title", "ami", "facts", "timers", "triggers", "states", "transitions", "common_fields",
                "messages", "invariants", "causes",
            ],
            required: ["ami", "facts", "triggers", "states", "transitions", "messages", "causes"])
        {
            switch member.key {
            case "title": spec.title = string(member.value) ?? ""
            case "ami": spec.ami = ami(member.value)
            case "facts":
                for scope in members(member.value, "facts", keys: ["call", "channel"], required: []) {
                    let facts = members(scope.value, "the facts of a \(scope.key)").map { fact($0) }
                    if scope.key == "call" { spec.callFacts = facts } else { spec.channelFacts = facts }
                }
            case "timers": spec.timers = members(member.value, "timers").map { timer($0) }
            case "triggers": spec.triggers = members(member.value, "triggers").map { trigger($0) }
            case "states": spec.states = members(member.value, "states").map { state($0) }
            case "transitions": spec.transitions = elements(member.value, "transitions").map { transition($0) }
            case "common_fields":
                for part in members(member.value, "common_fields", keys: ["before", "after"], required: []) {
                    let fields = members(part.value, "common_fields.\(part.key)").compactMap { field($0) }
                    if part.key == "before" { spec.openingFields = fields } else { spec.closingFields = fields }
                }
            case "messages": spec.messages = members(member.value, "messages").map { message($0) }
            case "invariants": spec.invariants = members(member.value, "invariants").map { invariant($0) }
            case "causes": spec.causes = members(member.value, "causes").map { cause($0) }
            default: break
            }
        }
        return spec
    }

    // MARK: The parts

    private mutating func ami(_ json: SourceJSON) -> AMIDeclaration {
        var ami = AMIDeclaration()
        for member in members(
            json, "ami", keys: ["time", "channel", "bridge", "nothing", "headers", "events", "ask", "roll_call"],
            required: ["channel", "events"])
        {
            switch member.key {
            case "time": ami.time = name(member.value) ?? ami.time
            case "channel":
                for part in members(
                    member.value, "ami.channel", keys: ["id", "name", "call"], required: ["id", "name", "call"])
                {
                    switch part.key {
                    case "id": ami.channelID = name(part.value) ?? ami.channelID
                    case "name": ami.channelName = name(part.value) ?? ami.channelName
                    default: ami.callID = name(part.value) ?? ami.callID
                    }
                }
            case "bridge": ami.bridgeID = name(member.value)
            case "nothing": ami.nothing = strings(member.value, "nothing")
            case "headers":
                for header in members(member.value, "ami.headers") {
                    var declaration = AMIDeclaration.HeaderDeclaration(
                        name: .init(text: header.key, location: header.location))
                    for part in members(
                        header.value, "a header", keys: ["about", "nothing", "values"], required: [])
                    {
                        switch part.key {
                        case "nothing": declaration.nothing = strings(part.value, "nothing")
                        case "values": declaration.values = strings(part.value, "values")
                        default: _ = string(part.value)
                        }
                    }
                    ami.headers.append(declaration)
                }
            case "events": ami.events = members(member.value, "ami.events").map { event($0) }
            case "ask": ami.asks = strings(member.value, "ask")
            default: ami.rollCall = rollCall(member.value)
            }
        }
        return ami
    }

    private mutating func rollCall(_ json: SourceJSON) -> AMIDeclaration.RollCallDeclaration? {
        let keys = ["action", "item", "complete"]
        var names: [String: Specification.Name] = [:]
        for member in members(json, "roll_call", keys: keys + ["count"], required: keys) {
            names[member.key] = name(member.value)
        }
        guard let action = names["action"], let item = names["item"], let complete = names["complete"] else {
            return nil
        }
        return .init(action: action, item: item, complete: complete, count: names["count"])
    }

    private mutating func event(_ member: SourceJSON.Member) -> EventDeclaration {
        var event = EventDeclaration(
            name: .init(text: member.key, location: member.location),
            amiClass: .init(text: "", location: member.location))
        for part in members(
            member.value, "an AMI event",
            keys: ["about", "class", "prefix", "channel", "bridge", "peer", "peer_device", "headers"],
            required: ["class"])
        {
            switch part.key {
            case "class": event.amiClass = name(part.value) ?? event.amiClass
            case "channel": event.channel = word(part.value, "channel") ?? event.channel
            case "bridge": event.bridge = word(part.value, "bridge")
            case "peer": event.peer = name(part.value)
            case "peer_device": event.peerDevice = name(part.value)
            case "prefix": event.prefix = string(part.value) ?? ""
            case "headers": event.headers = names(part.value, "headers")
            default: _ = string(part.value)
            }
        }
        return event
    }

    private mutating func fact(_ member: SourceJSON.Member) -> FactDeclaration {
        var fact = FactDeclaration(name: .init(text: member.key, location: member.location), kind: .flag)
        for part in members(
            member.value, "a fact", keys: ["type", "about", "words", "starts", "names", "names_from", "between"],
            required: ["type", "about"])
        {
            switch part.key {
            case "type": fact.kind = word(part.value, "type") ?? fact.kind
            case "about": fact.about = string(part.value) ?? ""
            case "words": fact.words = names(part.value, "words")
            case "starts":
                fact.startsUnknown = string(part.value) == "unknown"
                if !fact.startsUnknown {
                    diagnostics.error(at: part.value.location, "what a flag can start as is 'unknown'")
                }
            case "names": fact.names = strings(part.value, "names")
            case "between":
                let bounds = elements(part.value, "the least and the greatest number").compactMap { number($0) }
                if bounds.count == 2, bounds[0] <= bounds[1] {
                    fact.between = bounds[0]...bounds[1]
                } else {
                    diagnostics.error(
                        at: part.value.location, "write the least and the greatest number, such as [0, 127]")
                }
            default: fact.namesFrom = name(part.value)
            }
        }
        return fact
    }

    private mutating func timer(_ member: SourceJSON.Member) -> TimerDeclaration {
        var timer = TimerDeclaration(name: .init(text: member.key, location: member.location))
        for part in members(
            member.value, "a timer", keys: ["about", "milliseconds"], required: ["about", "milliseconds"])
        {
            if part.key == "about" {
                timer.about = string(part.value) ?? ""
                continue
            }
            timer.milliseconds = number(part.value) ?? 1
            if !(1...86_400_000).contains(timer.milliseconds) {
                diagnostics.error(at: part.value.location, "a timer runs from 1 millisecond to a day (86400000)")
            }
        }
        return timer
    }

    private mutating func trigger(_ member: SourceJSON.Member) -> TriggerDeclaration {
        var trigger = TriggerDeclaration(
            name: .init(text: member.key, location: member.location), on: .init(text: "", location: member.location))
        for part in members(
            member.value, "a trigger", keys: ["about", "on", "where"], required: ["about", "on"])
        {
            switch part.key {
            case "about": trigger.about = string(part.value) ?? ""
            case "on": trigger.on = name(part.value) ?? trigger.on
            default: trigger.conditions = conditions(part.value)
            }
        }
        return trigger
    }

    private mutating func state(_ member: SourceJSON.Member) -> StateDeclaration {
        var state = StateDeclaration(name: .init(text: member.key, location: member.location))
        for part in members(member.value, "a state", keys: ["about", "final"], required: ["about"]) {
            if part.key == "about" { state.about = string(part.value) ?? "" } else { state.isFinal = flag(part.value) }
        }
        return state
    }

    private mutating func transition(_ json: SourceJSON) -> TransitionDeclaration {
        var transition = TransitionDeclaration(location: json.location)
        for part in members(
            json, "a transition", keys: ["about", "from", "on", "when", "to", "do"], required: ["from", "on"])
        {
            switch part.key {
            case "about": transition.about = string(part.value) ?? ""
            case "from":
                transition.from = oneOrMore(part.value, "from")
                transition.isOutside = transition.from.contains { $0.text == "@outside" }
                if transition.isOutside, transition.from.count > 1 {
                    diagnostics.error(
                        at: part.value.location, "'@outside' stands alone: what happens outside of calls has no state")
                }
                transition.from.removeAll { $0.text == "*" || $0.text == "@outside" }
            case "on": transition.on = oneOrMore(part.value, "on")
            case "when": transition.conditions = conditions(part.value)
            case "to": transition.to = name(part.value)
            default: transition.actions = elements(part.value, "do").flatMap { actions($0) }
            }
        }
        return transition
    }

    private mutating func actions(_ json: SourceJSON) -> [ActionDeclaration] {
        var actions: [ActionDeclaration] = []
        var date: ValueExpression?
        var emitted: Specification.Name?
        for part in members(
            json, "an action", keys: ["set", "default", "add", "clear", "start", "stop", "unite", "emit", "at"],
            required: [])
        {
            switch part.key {
            case "set", "default", "add":
                for assignment in members(part.value, part.key) {
                    let target = Reference(assignment.key, at: assignment.location)
                    guard let value = value(assignment.value) else { continue }
                    switch part.key {
                    case "set": actions.append(.set(target, value))
                    case "default": actions.append(.setDefault(target, value))
                    default: actions.append(.add(target, value))
                    }
                }
            case "clear":
                actions += oneOrMore(part.value, "clear").map { .clear(Reference($0.text, at: $0.location)) }
            case "unite":
                if let union: ActionDeclaration.Union = word(part.value, "unite") {
                    actions.append(.unite(union, part.value.location))
                }
            case "start": actions += oneOrMore(part.value, "start").map { .start($0) }
            case "stop": actions += oneOrMore(part.value, "stop").map { .stop($0) }
            case "emit": emitted = name(part.value)
            default: date = value(part.value)
            }
        }
        if let emitted {
            actions.append(.emit(emitted, at: date))
        } else if date != nil {
            diagnostics.error(at: json.location, "'at' dates an 'emit', and there is none in this action")
        }
        return actions
    }

    private mutating func message(_ member: SourceJSON.Member) -> MessageDeclaration {
        var message = MessageDeclaration(
            name: .init(text: member.key, location: member.location),
            topic: .init(text: "call/{call_id}/\(member.key)", location: member.location))
        for part in members(
            member.value, "a message",
            keys: ["about", "description", "call", "topic", "importance", "qos", "retain", "state", "fields"],
            required: ["description"])
        {
            switch part.key {
            case "description": message.description = string(part.value) ?? ""
            case "topic": message.topic = name(part.value) ?? message.topic
            case "qos":
                message.qos = number(part.value)
                if let qos = message.qos, !(0...2).contains(qos) {
                    diagnostics.error(at: part.value.location, "MQTT knows QoS 0, 1 and 2, not \(qos)")
                }
            case "about": _ = string(part.value)
            case "importance":
                message.importance = number(part.value) ?? message.importance
                if !(1...9).contains(message.importance) {
                    diagnostics.error(at: part.value.location, "importance goes from 1 to 9")
                }
            case "call": message.isAboutCall = flag(part.value)
            case "retain": message.retain = flag(part.value)
            case "state": message.state = string(part.value)
            default: message.fields = members(part.value, "fields").compactMap { field($0) }
            }
        }
        return message
    }

    private mutating func field(_ member: SourceJSON.Member) -> FieldDeclaration? {
        let name = Specification.Name(text: member.key, location: member.location)
        guard case .object(let parts) = member.value.value, !parts.contains(where: { $0.key == "extension" }) else {
            return value(member.value).map { FieldDeclaration(name: name, content: .value($0)) }
        }
        var about = ""
        var isOptional = false
        var example: SourceJSON?
        var content: FieldDeclaration.Content?
        var from: ValueExpression?
        var to = ValueExpression.reference(Reference("now", at: member.location))
        var each: ValueExpression?
        var filter: [ConditionExpression] = []
        var words: SourceJSON?
        for part in members(
            member.value, "a field",
            keys: [
                "about", "optional", "example", "value", "words", "number", "headers_after", "seconds_from", "to",
                "each_channel",
                "where",
            ], required: [])
        {
            switch part.key {
            case "about": about = string(part.value) ?? ""
            case "optional": isOptional = flag(part.value)
            case "example": example = part.value
            case "value": content = value(part.value).map { .value($0) }
            case "words": words = part.value
            case "number": content = value(part.value).map { .number($0) }
            case "headers_after": content = self.name(part.value).map { .headersAfter($0) }
            case "seconds_from": from = value(part.value)
            case "to": to = value(part.value) ?? to
            case "each_channel": each = value(part.value)
            default: filter = conditions(part.value)
            }
        }
        if let words {
            guard case .value(.reference(let reference)) = content, reference.scope == .header else {
                diagnostics.error(at: words.location, "'words' stands for the values of a header, which 'value' names")
                return nil
            }
            content = self.words(words, for: reference)
        }
        if let from { content = .seconds(from: from, to: to) }
        if let each { content = .eachChannel(each, filter) }
        guard let content else {
            diagnostics.error(
                at: member.value.location,
                "a field needs 'value', 'number', 'headers_after', 'seconds_from' or 'each_channel'")
            return nil
        }
        return FieldDeclaration(name: name, about: about, content: content, isOptional: isOptional, example: example)
    }

    private mutating func words(_ json: SourceJSON, for reference: Reference) -> FieldDeclaration.Content {
        var words: [(value: String, word: Specification.Name)] = []
        var otherwise: Specification.Name?
        for pair in members(json, "words") {
            guard let word = name(pair.value) else { continue }
            if pair.key == "*" { otherwise = word } else { words.append((pair.key, word)) }
        }
        return .words(reference, words, otherwise: otherwise)
    }

    private mutating func invariant(_ member: SourceJSON.Member) -> InvariantDeclaration {
        var invariant = InvariantDeclaration(name: .init(text: member.key, location: member.location))
        for part in members(
            member.value, "an invariant", keys: ["about", "at_most_once", "only_after", "ends_with", "unless"],
            required: ["about"])
        {
            switch part.key {
            case "about": invariant.about = string(part.value) ?? ""
            case "at_most_once": invariant.claims.append(.atMostOnce(oneOrMore(part.value, "at_most_once")))
            case "only_after":
                let pairs = members(part.value, "only_after").compactMap { pair in
                    name(pair.value).map {
                        (message: Specification.Name(text: pair.key, location: pair.location), other: $0)
                    }
                }
                invariant.claims.append(.onlyAfter(pairs))
            case "ends_with":
                if let name = name(part.value) { invariant.claims.append(.endsWith(name)) }
            default:
                if case .array(let groups) = part.value.value {
                    invariant.exceptions = groups.map { conditions($0) }
                } else {
                    invariant.exceptions = [conditions(part.value)]
                }
            }
        }
        if invariant.claims.isEmpty {
            diagnostics.error(
                at: member.location, "an invariant claims something: 'at_most_once', 'only_after' or 'ends_with'")
        }
        return invariant
    }

    private mutating func cause(_ member: SourceJSON.Member) -> CauseDeclaration {
        var cause = CauseDeclaration(name: .init(text: member.key, location: member.location))
        for part in members(member.value, "a cause", keys: ["code", "description"], required: ["description"]) {
            if part.key == "description" {
                cause.description = string(part.value) ?? ""
            } else {
                cause.code = number(part.value)
                cause.codeLocation = part.value.location
            }
        }
        return cause
    }

    // MARK: Conditions and values

    private mutating func conditions(_ json: SourceJSON) -> [ConditionExpression] {
        members(json, "a condition").compactMap { member in
            test(member.value).map {
                ConditionExpression(subject: Reference(member.key, at: member.location), test: $0)
            }
        }
    }

    private mutating func test(_ json: SourceJSON) -> ConditionExpression.Test? {
        switch json.value {
        case .null: return .absent
        case .array(let values): return .oneOf(values.compactMap { value($0) })
        case .object:
            let keys = ["not", "equals", "at_least", "below", "matches", "digits"]
            let found = members(json, "a test", keys: keys, required: [])
            guard let part = found.first, found.count == 1 else {
                diagnostics.error(at: json.location, "a test is one of \(keys.joined(separator: ", "))")
                return nil
            }
            switch part.key {
            case "not": return test(part.value).map { .not($0) }
            case "equals": return value(part.value).map { .equals($0) }
            case "at_least": return value(part.value).map { .atLeast($0) }
            case "below": return value(part.value).map { .below($0) }
            case "matches": return .matches(oneOrMore(part.value, "matches").map(\.text))
            default: return flag(part.value) ? .digits : .not(.digits)
            }
        default: return value(json).map { .equals($0) }
        }
    }

    private mutating func value(_ json: SourceJSON) -> ValueExpression? {
        switch json.value {
        case .null:
            diagnostics.error(at: json.location, "null is no value here; to forget a fact, use 'clear'")
            return nil
        case .bool(let flag): return .flag(flag, json.location)
        case .number(let number): return .number(number, json.location)
        case .string(let text):
            guard text.hasPrefix("$") else { return .text(text, json.location) }
            return .reference(Reference(String(text.dropFirst()), at: json.location))
        case .array(let values): return .first(values.compactMap { value($0) }, json.location)
        case .object:
            var number: ValueExpression?
            var name: ValueExpression?
            for part in members(json, "a value", keys: ["extension", "name", "cause_of", "ago"], required: []) {
                switch part.key {
                case "extension": number = value(part.value)
                case "name": name = value(part.value)
                case "ago": return value(part.value).map { .ago($0, json.location) }
                default: return value(part.value).map { .causeOf($0, json.location) }
                }
            }
            return .party(extension: number, name: name, json.location)
        }
    }

    // MARK: Shapes

    private mutating func wrong(_ json: SourceJSON, _ expected: String) {
        diagnostics.error(at: json.location, "expected \(expected), found \(json.kind)")
    }

    private mutating func members(_ json: SourceJSON, _ what: String) -> [SourceJSON.Member] {
        guard case .object(let members) = json.value else {
            wrong(json, "an object for \(what)")
            return []
        }
        return members
    }

    private mutating func members(
        _ json: SourceJSON, _ what: String, keys: [String], required: [String]
    ) -> [SourceJSON.Member] {
        let all = members(json, what)
        guard case .object = json.value else { return [] }
        for member in all where !keys.contains(member.key) {
            diagnostics.error(
                at: member.location,
                "\(what) has no '\(member.key)'\(Suggestion.text(for: member.key, among: keys))")
        }
        for key in required where !all.contains(where: { $0.key == key }) {
            diagnostics.error(at: json.location, "\(what) needs '\(key)'")
        }
        return all.filter { keys.contains($0.key) }
    }

    private mutating func elements(_ json: SourceJSON, _ what: String) -> [SourceJSON] {
        guard case .array(let elements) = json.value else {
            wrong(json, "an array for \(what)")
            return []
        }
        return elements
    }

    private mutating func string(_ json: SourceJSON) -> String? {
        guard case .string(let string) = json.value else {
            wrong(json, "a string")
            return nil
        }
        return string
    }

    private mutating func number(_ json: SourceJSON) -> Int? {
        guard case .number(let number) = json.value else {
            wrong(json, "a number")
            return nil
        }
        return number
    }

    private mutating func flag(_ json: SourceJSON) -> Bool {
        guard case .bool(let flag) = json.value else {
            wrong(json, "true or false")
            return false
        }
        return flag
    }

    private mutating func name(_ json: SourceJSON) -> Specification.Name? {
        string(json).map { Specification.Name(text: $0, location: json.location) }
    }

    private mutating func names(_ json: SourceJSON, _ what: String) -> [Specification.Name] {
        elements(json, what).compactMap { name($0) }
    }

    private mutating func strings(_ json: SourceJSON, _ what: String) -> [String] {
        elements(json, what).compactMap { string($0) }
    }

    private mutating func oneOrMore(_ json: SourceJSON, _ what: String) -> [Specification.Name] {
        if case .string(let text) = json.value { return [.init(text: text, location: json.location)] }
        return names(json, what)
    }

    private mutating func word<Word: RawRepresentable & CaseIterable>(
        _ json: SourceJSON, _ what: String
    ) -> Word? where Word.RawValue == String {
        guard let text = string(json) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        diagnostics.error(
            at: json.location,
            "'\(text)' is no '\(what)'; it is one of \(known.joined(separator: ", "))"
                + Suggestion.text(for: text, among: known))
        return nil
    }
}
