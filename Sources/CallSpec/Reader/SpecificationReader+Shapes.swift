/// What any JSON of a spec is made of.
extension SpecificationReader {
    mutating func wrong(_ json: SourceJSON, _ expected: String) {
        diagnostics.error(at: json.location, "expected \(expected), found \(json.kind)")
    }

    mutating func members(_ json: SourceJSON, _ what: String) -> [SourceJSON.Member] {
        guard case .object(let members) = json.value else {
            wrong(json, "an object for \(what)")
            return []
        }
        return members
    }

    /// - Parameter arePartsOfAll: Whether the members are parts of the spec in which names are declared.
    mutating func members(
        _ json: SourceJSON, _ what: String, keys: [String], required: [String], arePartsOfAll: Bool = false
    ) -> [SourceJSON.Member] {
        let errors = diagnostics.errorCount
        let all = members(json, what)
        guard case .object = json.value else {
            if arePartsOfAll { hasAllParts = false }
            return []
        }
        var misspelt: [String] = []
        for member in all where !keys.contains(member.key) {
            diagnostics.error(
                at: member.location,
                "\(what) has no '\(member.key)'\(Suggestion.text(for: member.key, among: keys))")
            misspelt.append(member.key)
        }
        for key in required where !all.contains(where: { $0.key == key }) {
            // What was meant is said where it is misspelt.
            if misspelt.contains(where: { !Suggestion.text(for: $0, among: [key]).isEmpty }) { continue }
            diagnostics.error(at: json.location, "\(what) needs '\(key)'")
        }
        if arePartsOfAll, diagnostics.errorCount > errors { hasAllParts = false }
        return all.filter { keys.contains($0.key) }
    }

    mutating func elements(_ json: SourceJSON, _ what: String) -> [SourceJSON] {
        guard case .array(let elements) = json.value else {
            wrong(json, "an array for \(what)")
            return []
        }
        return elements
    }

    /// A text for people, which says something.
    mutating func sentence(_ json: SourceJSON) -> String {
        guard let text = string(json) else { return "" }
        if text.allSatisfy(\.isWhitespace) { diagnostics.error(at: json.location, "this is empty: write a text") }
        return text
    }

    mutating func string(_ json: SourceJSON) -> String? {
        guard case .string(let string) = json.value else {
            wrong(json, "a string")
            return nil
        }
        return string
    }

    mutating func number(_ json: SourceJSON) -> Int? {
        guard case .number(let number) = json.value else {
            wrong(json, "a number")
            return nil
        }
        return number
    }

    mutating func flag(_ json: SourceJSON) -> Bool {
        guard case .bool(let flag) = json.value else {
            wrong(json, "true or false")
            return false
        }
        return flag
    }

    mutating func name(_ json: SourceJSON) -> Specification.Name? {
        string(json).map { Specification.Name(text: $0, location: json.location) }
    }

    mutating func names(_ json: SourceJSON, _ what: String) -> [Specification.Name] {
        elements(json, what).compactMap { name($0) }
    }

    mutating func strings(_ json: SourceJSON, _ what: String) -> [String] {
        elements(json, what).compactMap { string($0) }
    }

    mutating func oneOrMore(_ json: SourceJSON, _ what: String) -> [Specification.Name] {
        if case .string(let text) = json.value { return [.init(text: text, location: json.location)] }
        return several(json, what)
    }

    mutating func several(_ json: SourceJSON, _ what: String) -> [Specification.Name] {
        if case .array(let elements) = json.value, elements.isEmpty {
            diagnostics.error(at: json.location, "'\(what)' is an empty list: name one or more, or leave it out")
        }
        return distinct(names(json, what))
    }

    /// What stands in a list, where nothing may stand twice.
    mutating func distinct(_ names: [Specification.Name]) -> [Specification.Name] {
        var seen: Set<String> = []
        for name in names where !seen.insert(name.text).inserted {
            diagnostics.error(at: name.location, "'\(name.text)' is listed twice")
        }
        return names
    }

    mutating func word<Word: RawRepresentable & CaseIterable>(
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
