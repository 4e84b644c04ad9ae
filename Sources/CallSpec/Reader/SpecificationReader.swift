/// Reads a spec's JSON into a ``Specification``: shapes and types are checked here, names later.
struct SpecificationReader {
    var diagnostics = Diagnostics()
    var doubtful: Set<Specification.Name> = []
    var texts: [Specification.TextUse] = []
    var hasAllParts = true
    /// The names of things.
    var things: Set<String> = []

    init(diagnostics: Diagnostics) { self.diagnostics = diagnostics }

    mutating func read(_ root: SourceJSON) -> Specification {
        let errors = diagnostics.errorCount
        var spec = Specification()
        things = Self.namesOfThings(in: root)
        var transitions: [TransitionDeclaration] = []
        for member in members(
            root, "the spec",
            keys: [
                "$schema", "title", "ami", "facts", "things", "timers", "conditions", "values", "actions", "states",
                "triggers",
                "transitions", "common_fields", "messages", "assumptions", "invariants", "q850_causes", "causes",
            ],
            required: ["ami", "facts", "triggers", "states", "messages"], arePartsOfAll: true)
        {
            switch member.key {
            case "$schema": _ = string(member.value)
            case "title": spec.title = string(member.value) ?? ""
            case "ami": spec.ami = ami(member.value)
            case "facts":
                for scope in members(
                    member.value, "facts", keys: ["call", "channel"], required: [], arePartsOfAll: true)
                {
                    let facts = members(scope.value, "the facts of a \(scope.key)").map { fact($0) }
                    if scope.key == "call" { spec.callFacts = facts } else { spec.channelFacts = facts }
                }
            case "things": spec.things = members(member.value, "things").map { thing($0) }
            case "timers": spec.timers = members(member.value, "timers").map { timer($0) }
            case "conditions":
                spec.conditions = members(member.value, "conditions").map {
                    .init(name: .init(text: $0.key, location: $0.location), content: definition($0.value))
                }
            case "values":
                spec.values = members(member.value, "values").compactMap { named in
                    value(named.value).map {
                        .init(name: .init(text: named.key, location: named.location), content: $0)
                    }
                }
            case "actions":
                spec.actions = members(member.value, "actions").map {
                    .init(name: .init(text: $0.key, location: $0.location), content: steps($0.value, $0.key))
                }
            case "triggers": triggers(member.value, into: &spec)
            case "states": _ = states(member.value, into: &spec)
            case "transitions": transitions = elements(member.value, "transitions").flatMap { transition($0) }
            case "common_fields":
                for part in members(member.value, "common_fields", keys: ["before", "after"], required: []) {
                    let fields = members(part.value, "common_fields.\(part.key)").compactMap { field($0) }
                    if part.key == "before" { spec.openingFields = fields } else { spec.closingFields = fields }
                }
            case "messages": spec.messages = members(member.value, "messages").map { message($0) }
            case "assumptions": spec.assumptions = members(member.value, "assumptions").map { assumption($0) }
            case "invariants": spec.invariants = members(member.value, "invariants").map { invariant($0) }
            case "q850_causes": spec.hasQ850 = flag(member.value)
            case "causes": spec.causes = members(member.value, "causes").map { cause($0) }
            default: break
            }
            checkPart(member)
        }
        // A trigger's own actions come before those declared elsewhere.
        spec.transitions += transitions
        if case .object(let parts) = root.value, !spec.hasQ850, !parts.contains(where: { $0.key == "causes" }) {
            diagnostics.error(at: root.location, "the spec needs 'causes', or \"q850_causes\": true")
            hasAllParts = false
        }
        spec.doubtful = doubtful
        spec.texts = texts
        spec.hasAllParts = hasAllParts
        spec.isWellFormed = diagnostics.errorCount == errors
        return spec
    }

    /// Without a part, nothing can be said of the names in it.
    mutating func checkPart(_ part: SourceJSON.Member) {
        switch part.value.value {
        case .string where ["$schema", "title"].contains(part.key): break
        case .bool where part.key == "q850_causes": break
        case .array where part.key == "transitions": break
        case .object(let members) where part.key != "transitions":
            guard part.key == "states", members.isEmpty else { break }
            diagnostics.error(at: part.value.location, "a call needs at least one state")
            hasAllParts = false
        default: hasAllParts = false
        }
    }

    /// Notes that what was read since there were so many errors has some of its own.
    mutating func doubt(_ name: Specification.Name, ifMoreThan errors: Int) {
        if diagnostics.errorCount > errors { doubtful.insert(name) }
    }

    mutating func fact(_ member: SourceJSON.Member) -> FactDeclaration {
        let errors = diagnostics.errorCount
        var fact = FactDeclaration(name: .init(text: member.key, location: member.location), kind: .flag)
        for part in members(
            member.value, "a fact", keys: ["type", "about", "words", "starts", "names", "names_from", "between"],
            required: ["type", "about"])
        {
            switch part.key {
            case "type": fact.kind = word(part.value, "type") ?? fact.kind
            case "about": fact.about = sentence(part.value)
            case "words": fact.words = names(part.value, "words")
            case "starts":
                fact.startsUnknown = string(part.value) == "unknown"
                if !fact.startsUnknown {
                    diagnostics.error(at: part.value.location, "what a flag can start as is 'unknown'")
                }
            case "names": fact.names = several(part.value, "names").map(\.text)
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
        doubt(fact.name, ifMoreThan: errors)
        return fact
    }

    mutating func cause(_ member: SourceJSON.Member) -> CauseDeclaration {
        let errors = diagnostics.errorCount
        var cause = CauseDeclaration(name: .init(text: member.key, location: member.location))
        for part in members(member.value, "a cause", keys: ["code", "description"], required: ["description"]) {
            if part.key == "description" {
                cause.description = sentence(part.value)
            } else {
                cause.code = number(part.value)
                cause.codeLocation = part.value.location
            }
        }
        doubt(cause.name, ifMoreThan: errors)
        return cause
    }
}
