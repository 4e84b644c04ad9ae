/// What values are made of.
extension SpecificationResolver {
    mutating func literalText(_ value: ValueExpression) -> String? {
        switch value {
        case .text(let text, _): return text
        case .number(let number, _): return String(number)
        default:
            diagnostics.error(at: value.location, "expected a text")
            return nil
        }
    }

    mutating func literal(_ value: ValueExpression, as kind: FactDeclaration.Kind, words: [String]) -> Int? {
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

    mutating func number(_ value: ValueExpression, _ context: Context) -> CallProgram.Source? {
        switch value {
        case .number(let number, _): return .number(number)
        case .guarded(let value, let expressions, _):
            guard let source = number(value, context) else { return nil }
            return .guarded(source, conditions(expressions, context))
        case .reference, .count, .least: return sources(value, as: .number, words: [], context)?.first
        default:
            diagnostics.error(at: value.location, "expected a number")
            return nil
        }
    }

    /// The sources of a value of a kind, the first that says something first.
    mutating func sources(
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
                    "'\(reference.text)' is a \(found[0].kind.rawValue); a \(kind.rawValue) is expected")
                return nil
            }
            if kind == .word, found[0].words != words {
                diagnostics.error(
                    at: reference.location,
                    "'\(reference.text)' has other words: \(found[0].words.joined(separator: ", "))")
                return nil
            }
            return [found[0].source]
        case .count(let name, let filter, _) where kind == .number:
            return count(name, filter, context).map { [$0] }
        case .least(let inner, _) where kind == .number || kind == .time:
            guard let least = least(inner, context) else { return nil }
            guard least.kind == kind else {
                diagnostics.error(
                    at: inner.location, "this is a \(least.kind.rawValue); a \(kind.rawValue) is expected")
                return nil
            }
            return [least.source]
        case .join(let pieces, _) where kind == .text:
            let all = pieces.map { sources($0, as: .text, words: [], context) ?? [] }
            if let several = all.firstIndex(where: { $0.count > 1 }) {
                diagnostics.error(at: pieces[several].location, "a piece of a 'join' is one value, not a list")
            }
            return all.contains { $0.isEmpty } ? nil : [.joined(all.map { $0[0] })]
        case .count, .least, .join:
            diagnostics.error(at: value.location, "this is no \(kind.rawValue)")
            return nil
        case .ago(.reference(let reference), _) where kind == .time && reference.scope == .header:
            guard let found = lookUp(reference, context), case .header(let number) = found[0].source else { return nil }
            return [.headerAgo(number)]
        case .ago(_, let location):
            diagnostics.error(
                at: location, kind == .time ? "'ago' needs a header" : "'ago' is a time; a \(kind.rawValue) is expected"
            )
            return nil
        case .guarded(let value, let expressions, _):
            let guards = conditions(expressions, context)
            return sources(value, as: kind, words: words, context)?.map { Self.guarded($0, guards) }
        case .text(let text, _) where kind == .text:
            return [.text(text)]
        default:
            return literal(value, as: kind, words: words).map { [.number($0)] }
        }
    }

    /// A source under conditions, with those that it is under already.
    static func guarded(_ source: CallProgram.Source, _ conditions: [CallProgram.Condition]) -> CallProgram.Source {
        guard case .guarded(let inner, let own) = source else { return .guarded(source, conditions) }
        return .guarded(inner, conditions + own)
    }

    /// That a source says nothing.
    private static func isMissing(_ source: CallProgram.Source) -> CallProgram.Condition {
        guard case .guarded(let inner, let own) = source else {
            return .init(source: source, test: .isSet, isNegated: true)
        }
        return .init(
            source: .number(0), test: .any([own + [.init(source: inner, test: .isSet)]]), isNegated: true)
    }

    /// Whether a value is a party.
    mutating func isParty(_ value: ValueExpression, _ context: Context) -> Bool {
        switch value {
        case .party: return true
        case .guarded(let inner, _, _): return isParty(inner, context)
        case .first(let values, _): return values.first.map { isParty($0, context) } ?? false
        case .reference(let reference) where reference.scope != .header && reference.part == nil:
            return lookUp(reference, context)?.first?.kind == .party
        case .text, .number, .flag, .reference, .causeOf, .ago, .count, .least, .join: return false
        }
    }

    mutating func party(
        _ value: ValueExpression, _ context: Context
    ) -> (number: [CallProgram.Source], name: [CallProgram.Source])? {
        switch value {
        case .party(let number, let name, _):
            return (
                number.flatMap { sources($0, as: .text, words: [], context) } ?? [],
                name.flatMap { sources($0, as: .text, words: [], context) } ?? []
            )
        case .guarded(let inner, let expressions, _):
            let guards = conditions(expressions, context)
            guard let party = party(inner, context) else { return nil }
            return (party.number.map { Self.guarded($0, guards) }, party.name.map { Self.guarded($0, guards) })
        case .first(let values, _):
            // The first that has an extension; whoever comes after that one gives no name either.
            var all: (number: [CallProgram.Source], name: [CallProgram.Source]) = ([], [])
            for value in values {
                guard let party = party(value, context) else { return nil }
                let nobody = all.number.map(Self.isMissing)
                all.name += nobody.isEmpty ? party.name : party.name.map { Self.guarded($0, nobody) }
                all.number += party.number
            }
            return all
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
}
