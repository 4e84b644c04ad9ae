extension CallProgram.Condition {
    /// The condition, or all those that it is made of.
    var all: [CallProgram.Condition] {
        guard case .any(let groups) = test else { return [self] }
        return groups.flatMap { $0.flatMap(\.all) }
    }
}

extension CallProgram.Action {
    /// What it reads.
    var sources: [CallProgram.Source] {
        switch self {
        case .setNumber(_, _, let sources, _), .setCause(_, _, let sources), .setText(_, _, let sources, _): sources
        case .appendText(_, _, let sources): sources
        case .emitForEach(_, let line, let date): [line, date]
        case .eachChannel(_, let actions): actions.flatMap(\.sources)
        case .addNumber(_, _, let source), .keepThings(_, let source), .emit(_, let source),
            .emitChanged(_, let source):
            [source]
        case .setParty(_, _, let number, let name, _): number + name
        case .clearNumber, .clearText, .mergeBridge, .mergePeer, .startTimer, .stopTimer, .startThingTimer,
            .stopThingTimer,
            .clearThing, .forgetThing, .say:
            []
        }
    }
}

extension CallProgram.Action {
    /// It, or what it does for each channel.
    var parts: [CallProgram.Action] {
        if case .eachChannel(_, let actions) = self { actions } else { [self] }
    }

    /// What it asks of each channel.
    var channelConditions: [CallProgram.Condition] {
        if case .eachChannel(let conditions, _) = self { conditions } else { [] }
    }
}

extension CallProgram.Source {
    /// The headers that it is made of.
    var headers: Set<Int> {
        switch self {
        case .header(let header), .headerEndpoint(let header), .headerUser(let header), .headerAgo(let header): [header]
        case .count(_, let conditions): conditions.reduce(into: []) { $0.formUnion($1.headers) }
        case .joined(let sources): sources.reduce(into: []) { $0.formUnion($1.headers) }
        case .guarded(let source, let conditions):
            conditions.reduce(into: source.headers) { $0.formUnion($1.headers) }
        default: []
        }
    }
}

extension CallProgram.Condition {
    /// The headers that it looks at.
    var headers: Set<Int> {
        var headers = source.headers
        switch test {
        case .sameText(let other), .sameNumber(let other), .atLeast(let other): headers.formUnion(other.headers)
        case .any(let groups): for condition in groups.joined() { headers.formUnion(condition.headers) }
        case .vocabulary, .isSet, .number, .texts, .matches, .digits: break
        }
        return headers
    }
}

extension CallProgram {
    /// The headers that a trigger and all rules for it read, in whatever state.
    func headersRead(byTrigger trigger: Int) -> Set<Int> {
        var headers: Set<Int> = []
        for condition in triggers[trigger].conditions { headers.formUnion(condition.headers) }
        for state in specification.states.indices {
            for rule in table[state * triggers.count + trigger] {
                for condition in rules[rule].conditions { headers.formUnion(condition.headers) }
                for source in rules[rule].actions.flatMap(\.sources) { headers.formUnion(source.headers) }
                for condition in rules[rule].actions.flatMap(\.channelConditions) {
                    headers.formUnion(condition.headers)
                }
            }
        }
        return headers
    }
}
