/// What is claimed of calls and assumed of Asterisk.
extension SpecificationReader {
    mutating func invariant(_ member: SourceJSON.Member) -> InvariantDeclaration {
        var invariant = InvariantDeclaration(name: .init(text: member.key, location: member.location))
        let claims = ["always", "at_most_once", "only_after", "preceded", "never_after", "followed_by", "ends_with"]
        for part in members(
            member.value, "an invariant", keys: ["about", "of_each"] + claims + ["unless"], required: ["about"])
        {
            switch part.key {
            case "about": invariant.about = sentence(part.value)
            case "of_each": invariant.owner = word(part.value, "of_each") ?? invariant.owner
            case "always":
                var requirements: [(Specification.Name, [[ConditionExpression]])] = []
                for pair in members(part.value, "always") {
                    let name = Specification.Name(text: pair.key, location: pair.location)
                    requirements.append((name, alternatives(pair.value, "what must hold at '\(pair.key)'")))
                }
                invariant.claims.append(.always(requirements))
            case "at_most_once": invariant.claims.append(.atMostOnce(oneOrMore(part.value, "at_most_once")))
            case "only_after":
                let pairs = order(part).compactMap { pair in pair.others.first.map { (pair.one, $0) } }
                invariant.claims.append(.onlyAfter(pairs))
            case "preceded": invariant.claims.append(.preceded(order(part)))
            case "never_after": invariant.claims.append(.neverAfter(order(part)))
            case "followed_by": invariant.claims.append(.followedBy(order(part)))
            case "ends_with":
                if let name = name(part.value) { invariant.claims.append(.endsWith(name)) }
            default: invariant.exceptions = alternatives(part.value, "'unless'")
            }
        }
        if invariant.claims.isEmpty {
            let list = claims.dropLast().map { "'\($0)'" }.joined(separator: ", ")
            diagnostics.error(at: member.location, "an invariant needs a claim: \(list) or 'ends_with'")
        }
        return invariant
    }

    mutating func assumption(_ member: SourceJSON.Member) -> AssumptionDeclaration {
        var assumption = AssumptionDeclaration(name: .init(text: member.key, location: member.location))
        let kinds = ["only_after", "preceded", "never_after"]
        for part in members(member.value, "an assumption", keys: ["about"] + kinds, required: ["about"]) {
            switch part.key {
            case "about": assumption.about = sentence(part.value)
            case "only_after": assumption.orders.append((.onlyAfter, order(part)))
            case "preceded": assumption.orders.append((.preceded, order(part)))
            default: assumption.orders.append((.neverAfter, order(part)))
            }
        }
        if assumption.orders.isEmpty {
            diagnostics.error(
                at: member.location,
                "an assumption takes something for granted: 'only_after', 'preceded' or 'never_after'")
        }
        return assumption
    }

    /// What comes in which order: one name, and one or more of others.
    mutating func order(_ part: SourceJSON.Member) -> [InvariantDeclaration.Order] {
        let pairs = members(part.value, part.key)
        if pairs.isEmpty, case .object = part.value.value {
            diagnostics.error(at: part.location, "'\(part.key)' says nothing")
        }
        return pairs.compactMap { pair in
            let others =
                part.key == "only_after" ? name(pair.value).map { [$0] } ?? [] : oneOrMore(pair.value, "'\(pair.key)'")
            if others.isEmpty, case .array = pair.value.value {
                diagnostics.error(at: pair.value.location, "'\(part.key)' names nothing for '\(pair.key)'")
            }
            return others.isEmpty ? nil : (.init(text: pair.key, location: pair.location), others)
        }
    }

    /// Sets of conditions of which one must hold; one that asks for nothing always would, and mean nothing.
    mutating func alternatives(_ json: SourceJSON, _ what: String) -> [[ConditionExpression]] {
        let sets: [SourceJSON]
        if case .array(let elements) = json.value { sets = elements } else { sets = [json] }
        if sets.isEmpty { diagnostics.error(at: json.location, "\(what) asks for nothing") }
        return sets.map { set in
            if case .object(let members) = set.value, members.isEmpty {
                diagnostics.error(at: set.location, "\(what) is empty, so it always holds")
            }
            return conditions(set)
        }
    }
}
