import CallLogic

/// Messages and their fields.
extension SpecificationReader {
    mutating func message(_ member: SourceJSON.Member) -> MessageDeclaration {
        let errors = diagnostics.errorCount
        var message = MessageDeclaration(
            name: .init(text: member.key, location: member.location),
            topic: .init(text: "call/{call_id}/\(member.key)", location: member.location))
        for part in members(
            member.value, "a message",
            keys: [
                "about", "description", "counts_as", "call", "topic", "importance", "qos", "retain", "state", "tone",
                "aside", "switch", "repeats", "fields",
            ],
            required: ["description"])
        {
            switch part.key {
            case "description": message.description = sentence(part.value)
            case "topic": message.topic = name(part.value) ?? message.topic
            case "qos":
                message.qos = number(part.value)
                if let qos = message.qos, !(0...2).contains(qos) {
                    diagnostics.error(at: part.value.location, "MQTT knows QoS 0, 1 and 2, not \(qos)")
                }
            case "about": _ = sentence(part.value)
            case "importance":
                message.importance = number(part.value) ?? message.importance
                if !(1...9).contains(message.importance) {
                    diagnostics.error(at: part.value.location, "importance goes from 1 to 9")
                }
            case "counts_as": message.role = word(part.value, "counts_as")
            case "tone": message.tone = word(part.value, "tone")
            case "call": message.isAboutCall = flag(part.value)
            case "retain": message.retain = flag(part.value)
            case "switch": message.messageSwitch = word(part.value, "switch") ?? message.messageSwitch
            case "aside": message.isAside = flag(part.value)
            case "repeats": message.repeats = self.name(part.value)
            case "state":
                let state = sentence(part.value)
                message.state = state
                if state.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                    diagnostics.error(at: part.value.location, "a state is a word without control characters")
                }
            default: message.fields = members(part.value, "fields").compactMap { field($0) }
            }
        }
        doubt(message.name, ifMoreThan: errors)
        return message
    }

    mutating func field(_ member: SourceJSON.Member) -> FieldDeclaration? {
        let name = Specification.Name(text: member.key, location: member.location)
        guard case .object(let parts) = member.value.value else {
            wrong(member.value, "an object for a field, such as {\"value\": …}")
            return nil
        }
        checkContent(of: member.value, parts)
        let errors = diagnostics.errorCount
        var about = ""
        var isOptional = false
        var example: SourceJSON?
        var content: FieldDeclaration.Content?
        var from: ValueExpression?
        var to = ValueExpression.reference(Reference("now", at: member.location))
        var each: ValueExpression?
        var filter: [ConditionExpression] = []
        var words: SourceJSON?
        var hints = FieldDeclaration(name: name, content: .headersAfter(name))
        for part in members(
            member.value, "a field",
            keys: [
                "about", "optional", "example", "value", "words", "tones", "ways", "unit", "tone", "counts_as",
                "number",
                "headers_after", "seconds_from", "to", "each_channel", "where",
            ], required: [])
        {
            switch part.key {
            case "about": about = sentence(part.value)
            case "optional": isOptional = flag(part.value)
            case "example": example = part.value
            case "value": content = wholeValue(part.value).map { .value($0) }
            case "words": words = part.value
            case "tones": hints.tones = ofWords(part.value, "tones", "tone").map { ($0, $1) }
            case "ways": hints.ways = ofWords(part.value, "ways", "way").map { ($0, $1) }
            case "unit":
                hints.unit = self.name(part.value)
                if hints.unit?.text.isEmpty == true {
                    diagnostics.error(at: part.value.location, "a unit is a word, such as 'calls'")
                }
            case "tone": hints.tone = word(part.value, "tone")
            case "counts_as": hints.role = word(part.value, "counts_as")
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
            // What is wrong with its content was said already.
            if diagnostics.errorCount > errors { return nil }
            diagnostics.error(
                at: member.value.location,
                "a field needs 'value', 'number', 'headers_after', 'seconds_from' or 'each_channel'")
            return nil
        }
        (hints.about, hints.content, hints.isOptional, hints.example) = (about, content, isOptional, example)
        return hints
    }

    /// What each of a field's words means.
    private mutating func ofWords<Meaning: RawRepresentable & CaseIterable>(
        _ json: SourceJSON, _ key: String, _ what: String
    ) -> [(Specification.Name, Meaning)] where Meaning.RawValue == String {
        let pairs = members(json, key)
        if case .object = json.value, pairs.isEmpty {
            diagnostics.error(at: json.location, "'\(key)' says nothing: give a word its \(what), or leave it out")
        }
        return pairs.compactMap { pair in
            guard let meaning: Meaning = word(pair.value, what) else { return nil }
            return (.init(text: pair.key, location: pair.location), meaning)
        }
    }

    /// A field has one content, and what belongs to another says nothing.
    mutating func checkContent(of json: SourceJSON, _ parts: [SourceJSON.Member]) {
        let contents = ["value", "number", "headers_after", "seconds_from", "each_channel"]
        let found = parts.filter { contents.contains($0.key) }
        if found.count > 1 {
            diagnostics.error(
                at: found[1].location, "a field has one content: '\(found[0].key)' or '\(found[1].key)', not both")
        }
        for (key, content) in [("to", "seconds_from"), ("where", "each_channel")] {
            guard let part = parts.first(where: { $0.key == key }), !found.contains(where: { $0.key == content }) else {
                continue
            }
            diagnostics.error(at: part.location, "'\(key)' belongs to '\(content)', which this field has not")
        }
    }

    mutating func words(_ json: SourceJSON, for reference: Reference) -> FieldDeclaration.Content {
        var words: [(value: String, word: Specification.Name)] = []
        var otherwise: Specification.Name?
        let pairs = members(json, "words")
        if case .object = json.value, pairs.isEmpty {
            diagnostics.error(at: json.location, "'words' says nothing: give a word for each value of the header")
        }
        for pair in pairs {
            guard let word = name(pair.value) else { continue }
            if word.text.isEmpty { diagnostics.error(at: word.location, "a word is not empty") }
            if pair.key == "*" { otherwise = word } else { words.append((pair.key, word)) }
        }
        return .words(reference, words, otherwise: otherwise)
    }
}
