/// What must hold.
extension SpecificationResolver {
    mutating func conditions(_ expressions: [ConditionExpression], _ context: Context) -> [CallProgram
        .Condition]
    {
        expressions.compactMap { expression in
            if case .any(let groups) = expression.test {
                return .init(source: .number(0), test: .any(groups.map { conditions($0, context) }))
            }
            if case .not(.any(let groups)) = expression.test {
                return .init(
                    source: .number(0), test: .any(groups.map { conditions($0, context) }), isNegated: true)
            }
            guard let found = lookUp(expression.subject, context) else { return nil }
            // A party is there when its extension is.
            let subject = found[0]
            return condition(expression.test, on: subject, at: expression.subject, context)
        }
    }

    mutating func condition(
        _ test: ConditionExpression.Test, on subject: Typed, at place: Reference, _ context: Context
    ) -> CallProgram.Condition? {
        switch test {
        case .not(let inner):
            guard var condition = condition(inner, on: subject, at: place, context) else { return nil }
            condition.isNegated.toggle()
            return condition
        case .any:
            diagnostics.error(at: place.location, "'any' stands for itself: no value is asked for it")
            return nil
        case .absent:
            return .init(source: subject.source, test: .isSet, isNegated: true)
        case .digits:
            guard isText(subject, place) else { return nil }
            return .init(source: subject.source, test: .digits)
        case .matches(let patterns):
            guard isText(subject, place) else { return nil }
            checkPatterns(patterns, subject, place)
            return .init(source: subject.source, test: .matches(patterns))
        case .atLeast(let value):
            return bound(value, of: subject, place, context).map { .init(source: subject.source, test: .atLeast($0)) }
        case .below(let value):
            return bound(value, of: subject, place, context).map {
                .init(source: subject.source, test: .atLeast($0), isNegated: true)
            }
        case .equals(let value):
            if case .reference(let reference) = value { return same(subject, reference, context) }
            return oneOf([value], subject, place, context)
        case .oneOf(let values):
            return oneOf(values, subject, place, context)
        }
    }

    mutating func isText(_ subject: Typed, _ place: Reference) -> Bool {
        if subject.kind == .text { return true }
        diagnostics.error(at: place.location, "'\(place.text)' is a \(subject.kind.rawValue), not a text")
        return false
    }

    /// What a subject is at least, or below: numbers are compared with numbers, and moments with moments.
    mutating func bound(
        _ value: ValueExpression, of subject: Typed, _ place: Reference, _ context: Context
    ) -> CallProgram.Source? {
        if case .first(_, let location) = value {
            diagnostics.error(
                at: location, "nothing is at least, or below, a list; 'set' a fact to it, and name that fact")
            return nil
        }
        switch subject.kind {
        case .time: return sources(value, as: .time, words: [], context)?.first
        case .number: return number(value, context)
        // A header is text on the wire; a number is read out of it.
        case .text where place.scope == .header && place.part == nil: return number(value, context)
        default:
            diagnostics.error(
                at: place.location,
                "'\(place.text)' is a \(subject.kind.rawValue), and neither 'at_least' nor 'below' anything: numbers and "
                    + "times are")
            return nil
        }
    }

    /// Where all that a header can say is known, patterns fit some of it.
    mutating func checkPatterns(_ patterns: [String], _ subject: Typed, _ place: Reference) {
        guard case .header(let header) = subject.source else { return }
        let name = program.headers[header].name
        guard let values = spec.ami.headers.first(where: { $0.name.text == name })?.values else { return }
        for pattern in patterns where !values.contains(where: { Pattern.matches(pattern, $0) }) {
            diagnostics.error(at: place.location, "the header '\(name)' never says anything like '\(pattern)'")
        }
    }

    mutating func same(_ subject: Typed, _ other: Reference, _ context: Context) -> CallProgram.Condition? {
        guard let found = lookUp(other, context) else { return nil }
        // Of parties, the extensions are compared.
        let texts: [FactDeclaration.Kind] = [.text, .party]
        if texts.contains(subject.kind), texts.contains(found[0].kind) {
            return .init(source: subject.source, test: .sameText(found[0].source))
        }
        guard subject.kind == found[0].kind else {
            diagnostics.error(
                at: other.location, "a \(subject.kind.rawValue) can't be the same as a \(found[0].kind.rawValue)")
            return nil
        }
        guard subject.words == found[0].words else {
            diagnostics.error(at: other.location, "'\(other.text)' has other words, so the two are never the same")
            return nil
        }
        return .init(source: subject.source, test: .sameNumber(found[0].source))
    }

    /// The number of a value in its header's vocabulary, which it becomes part of.
    mutating func code(of text: String, in header: Int, _ place: Reference) -> Int {
        if let code = program.headers[header].vocabulary.firstIndex(of: text) { return code }
        program.headers[header].vocabulary.append(text)
        if program.headers[header].vocabulary.count == 62 {
            diagnostics.error(at: place.location, "more than 61 values of '\(place.text)' are asked for")
        }
        return program.headers[header].vocabulary.count - 1
    }

    mutating func oneOf(
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
        for value in values { checkBounds(value, subject.between, of: place) }
        if numbers.count == 1 { return .init(source: subject.source, test: .number(numbers[0])) }
        guard numbers.count == values.count else { return nil }
        let groups = numbers.map { [CallProgram.Condition(source: subject.source, test: .number($0))] }
        return .init(source: .number(0), test: .any(groups))
    }

    /// A number that can't be is as if nothing had been said.
    mutating func checkBounds(_ value: ValueExpression, _ between: ClosedRange<Int>?, of place: Reference) {
        if case .first(let values, _) = value {
            for value in values { checkBounds(value, between, of: place) }
        }
        guard case .number(let number, let location) = value, let between, !between.contains(number) else { return }
        diagnostics.error(
            at: location,
            "'\(place.text)' is between \(between.lowerBound) and \(between.upperBound), so it is never \(number)")
    }

    mutating func checkVocabulary(_ text: String, of header: Int, at location: SourceLocation) {
        let name = program.headers[header].name
        if text.isEmpty || (spec.ami.nothing + program.headers[header].nothing).contains(text) {
            diagnostics.error(
                at: location, "'\(text)' in the header '\(name)' says nothing; ask for null instead")
            return
        }
        guard let values = spec.ami.headers.first(where: { $0.name.text == name })?.values, !values.contains(text)
        else {
            return
        }
        diagnostics.error(
            at: location, "the header '\(name)' never says '\(text)'\(Suggestion.text(for: text, among: values))")
    }
}
