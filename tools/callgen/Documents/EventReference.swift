import CallSpec

/// What a reader of the messages has to know, worked out of a program: the model that all documents are rendered from.
struct EventReference {
    /// What it was worked out of.
    let program: CallProgram
    /// The ways to each message, by the message's number, in the spec's order.
    let emissions: [[Emission]]
    /// The fields of each message, by the message's number.
    let fields: [[PayloadField]]

    /// The spec.
    var spec: Specification { program.specification }

    /// The model of a program.
    init(_ program: CallProgram) {
        self.program = program
        let emissions = Self.emissions(program)
        self.emissions = emissions
        fields = program.messages.indices.map { message in
            program.messages[message].fields.map { field in
                PayloadField(
                    name: field.name,
                    about: Self.declaration(of: field.name, in: message, program.specification)?.about ?? "",
                    type: PayloadType(field.content, message: program.specification.messages[message]),
                    presence: Self.presence(field, emissions[message]))
            }
        }
    }

    /// How the spec declares a field of a message.
    func declaration(of field: String, in message: Int) -> FieldDeclaration? {
        Self.declaration(of: field, in: message, spec)
    }

    private static func declaration(
        of field: String, in message: Int, _ spec: Specification
    ) -> FieldDeclaration? {
        let name = spec.messages[message].repeats?.text
        let own = spec.messages.first { $0.name.text == name } ?? spec.messages[message]
        return (own.fields + spec.openingFields + spec.closingFields).first { $0.name.text == field }
    }

    /// An example of a message's payload.
    func example(_ message: Int) -> JSONValue { ExamplePayload(self, message: message).payload }

    /// The topic of a message, with `{prefix}` before it.
    func topic(_ message: Int) -> String { "{prefix}/" + spec.messages[message].topic.text }

    private static func presence(_ field: CallProgram.Field, _ emissions: [Emission]) -> PayloadField.Presence {
        func known(_ sources: [CallProgram.Source]) -> Bool {
            !emissions.isEmpty && emissions.allSatisfy { $0.known.says(sources) }
        }
        if field.isOptional { return .orAbsent }
        let isKnown: Bool
        switch field.content {
        case .pbx, .variables: return .orAbsent
        case .ownName, .description, .eventID, .sequence: isKnown = true
        // An object, a list and a duration are there even where nothing is in them.
        case .party, .parties, .headersAfter, .seconds: isKnown = true
        case .text(let sources), .number(let sources), .time(let sources): isKnown = known(sources)
        case .headerWord(let header, _, let otherwise): isKnown = otherwise != nil && known([.header(header)])
        case .flag(let source), .word(let source, _), .causeName(let source), .causeDescription(let source):
            isKnown = known([source])
        }
        return isKnown ? .always : .orNull
    }

    /// Follows every way through the machine, and keeps what is known on all ways that lead to a state.
    private static func emissions(_ program: CallProgram) -> [[Emission]] {
        let triggers = program.triggers.count
        var known: [KnownFacts?] = Array(repeating: nil, count: program.specification.states.count)
        if !known.isEmpty { known[0] = KnownFacts(atStartOf: program) }
        var isSettled = false
        while !isSettled {
            isSettled = true
            for (cell, rules) in program.table.enumerated() {
                guard let before = known[cell / triggers] else { continue }
                for rule in rules.map({ program.rules[$0] }) {
                    var after = before
                    after.learn(rule.conditions)
                    for action in rule.actions { after.apply(action) }
                    let to = rule.to ?? cell / triggers
                    let both = known[to].map { $0.intersection(after) } ?? after
                    if both != known[to] {
                        known[to] = both
                        isSettled = false
                    }
                }
            }
        }
        var found: [[Emission]] = Array(repeating: [], count: program.messages.count)
        for (number, rule) in program.rules.enumerated() {
            for state in program.specification.states.indices {
                let set = program.triggers.indices.filter { program.table[state * triggers + $0].contains(number) }
                guard !set.isEmpty, var facts = known[state] else { continue }
                facts.learn(rule.conditions)
                for action in rule.actions {
                    facts.apply(action)
                    for (message, date) in action.emissions {
                        found[message].append(
                            Emission(
                                message: message, rule: number, from: state, triggers: set, date: date, known: facts))
                    }
                }
            }
        }
        for (trigger, rules) in program.outside.enumerated() {
            for number in rules {
                for action in program.rules[number].actions {
                    for (message, date) in action.emissions {
                        found[message].append(
                            Emission(
                                message: message, rule: number, from: nil, triggers: [trigger], date: date,
                                known: KnownFacts(atStartOf: program)))
                    }
                }
            }
        }
        return found
    }
}
