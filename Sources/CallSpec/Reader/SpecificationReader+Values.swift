/// Conditions and values.
extension SpecificationReader {
    /// Conditions under a name.
    mutating func definition(_ json: SourceJSON) -> [ConditionExpression] {
        if case .object(let members) = json.value, members.isEmpty {
            diagnostics.error(at: json.location, "an empty condition always holds")
        }
        return conditions(json)
    }

    mutating func conditions(_ json: SourceJSON) -> [ConditionExpression] {
        members(json, "a condition").compactMap { member in
            if member.key == "any" {
                let groups = elements(member.value, "any").map { conditions($0) }
                if groups.isEmpty { diagnostics.error(at: member.location, "an empty 'any' never holds") }
                return ConditionExpression(subject: reference(member.key, at: member.location), test: .any(groups))
            }
            return test(member.value).map {
                ConditionExpression(subject: subject(member), test: $0)
            }
        }
    }

    /// What stands on the left: a name without the `$` that it has on the right.
    mutating func subject(_ member: SourceJSON.Member) -> Reference {
        subject(.init(text: member.key, location: member.location))
    }

    mutating func subject(_ name: Specification.Name) -> Reference {
        if name.text.hasPrefix("$") {
            diagnostics.error(at: name.location, "write '\(name.text.dropFirst())': a '$' stands before values only")
        }
        return reference(name.text.hasPrefix("$") ? String(name.text.dropFirst()) : name.text, at: name.location)
    }

    mutating func test(_ json: SourceJSON) -> ConditionExpression.Test? {
        switch json.value {
        case .null: return .absent
        case .array(let values) where values.isEmpty:
            diagnostics.error(at: json.location, "nothing is one of an empty list; name what it can be")
            return nil
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
            case "matches":
                let patterns = oneOrMore(part.value, "matches")
                for pattern in patterns where pattern.text.isEmpty {
                    diagnostics.error(at: pattern.location, "nothing is like an empty pattern; ask for null instead")
                }
                return .matches(patterns.map(\.text))
            default: return flag(part.value) ? .digits : .not(.digits)
            }
        default: return value(json).map { .equals($0) }
        }
    }

    mutating func value(_ json: SourceJSON) -> ValueExpression? {
        switch json.value {
        case .null:
            diagnostics.error(at: json.location, "null is no value here; to forget a fact, use 'clear'")
            return nil
        case .bool(let flag): return .flag(flag, json.location)
        case .number(let number): return .number(number, json.location)
        case .string(let text):
            guard text.hasPrefix("$") else {
                texts.append(.init(text: .init(text: text, location: json.location), isWhole: false))
                return .text(text, json.location)
            }
            return .reference(reference(String(text.dropFirst()), at: json.location))
        case .array(let values):
            if values.isEmpty { diagnostics.error(at: json.location, "an empty list is no value") }
            return .first(values.compactMap { value($0) }, json.location)
        case .object(let all):
            var number: ValueExpression?
            var name: ValueExpression?
            var guarded: ValueExpression?
            var guards: [ConditionExpression]?
            let parts = members(
                json, "a value",
                keys: ["extension", "name", "cause_of", "ago", "value", "if", "count", "where", "least", "join"],
                required: [])
            if all.isEmpty {
                diagnostics.error(
                    at: json.location, "an empty object is no value; a party has an 'extension', a 'name' or both")
                return nil
            }
            if parts.contains(where: { ["count", "where"].contains($0.key) }) { return count(parts, json.location) }
            if parts.count > 1,
                let other = parts.first(where: { ["cause_of", "ago", "least", "join"].contains($0.key) })
            {
                diagnostics.error(at: other.location, "'\(other.key)' stands alone in a value")
                return nil
            }
            if parts.isEmpty { return nil }
            for part in parts {
                switch part.key {
                case "value": guarded = value(part.value)
                case "if": guards = conditions(part.value)
                case "extension": number = value(part.value)
                case "name": name = value(part.value)
                case "ago": return value(part.value).map { .ago($0, json.location) }
                case "least": return value(part.value).map { .least($0, json.location) }
                case "join":
                    let pieces = elements(part.value, "join").compactMap { value($0) }
                    if pieces.count < 2, case .array = part.value.value {
                        diagnostics.error(at: part.value.location, "'join' makes one text of two or more")
                    }
                    return .join(pieces, json.location)
                default: return value(part.value).map { .causeOf($0, json.location) }
                }
            }
            if guarded != nil || guards != nil {
                guard let guarded, let guards, number == nil, name == nil else {
                    diagnostics.error(at: json.location, "a value under conditions is a 'value' and an 'if'")
                    return nil
                }
                return .guarded(guarded, guards, json.location)
            }
            return .party(extension: number, name: name, json.location)
        }
    }

    /// How many there are of something.
    private mutating func count(_ parts: [SourceJSON.Member], _ location: SourceLocation) -> ValueExpression? {
        if let other = parts.first(where: { !["count", "where"].contains($0.key) }) {
            diagnostics.error(at: other.location, "'\(other.key)' is no part of a 'count'")
        }
        guard let counted = parts.first(where: { $0.key == "count" }) else {
            diagnostics.error(at: location, "'where' says what a 'count' counts, and there is none")
            return nil
        }
        guard let name = name(counted.value) else { return nil }
        let filter = parts.first { $0.key == "where" }.map { conditions($0.value) } ?? []
        return .count(name, filter, location)
    }

    /// A value that is all that a fact or a field is given.
    mutating func wholeValue(_ json: SourceJSON) -> ValueExpression? {
        let value = value(json)
        if case .text = value, !texts.isEmpty { texts[texts.count - 1].isWhole = true }
        return value
    }
}
