import AMI

/// A behaviour in the form in which it runs: the same as its ``CallTables``, in flat arrays of plain values, so that
/// nothing is allocated, counted or copied on the way from an event to what is done about it.
///
/// It is made once, when a ``Correlator`` begins.
struct Machine {
    /// For each event, the triggers that are made of it, among `triggerLists`.
    private(set) var eventTriggers: [Slice] = []
    private(set) var triggerLists: [Int32] = []
    private(set) var lastChannelEnded = Slice.none
    private(set) var lastChannelMoved = Slice.none
    private(set) var lastChannelLost = Slice.none
    private(set) var channelArrived = Slice.none
    /// For each timer, what its end sets off.
    private(set) var timerTriggers: [Slice] = []
    /// For each trigger, its tests.
    private(set) var triggers: [Slice] = []
    private(set) var tests: [Test] = []
    /// For each choice, its rules.
    private(set) var choices: [Slice] = []
    private(set) var rules: [Rule] = []
    private(set) var steps: [Step] = []
    private(set) var operands: [Operand] = []
    /// What numbers can be set to.
    private(set) var bounds: [ClosedRange<Int64>] = []
    private(set) var words: [UInt8] = []
    /// Handles of texts that conditions ask for.
    private(set) var texts: [UInt32] = []
    private(set) var patterns: [Glob] = []
    private(set) var messages: [MessagePlan] = []
    private(set) var topicPieces: [MessagePlan.TopicPiece] = []
    private(set) var pieces: [Piece] = []
    /// JSON of words, among the bytes.
    private(set) var jsonWords: [Slice] = []
    private(set) var bytes: [UInt8] = []

    private let callNumbers: [FactPlace]
    private let channelNumbers: [FactPlace]
    private let callFacts: [FactTable]
    private let channelFacts: [FactTable]
    private let causes: [CauseTable]

    /// - Parameters:
    ///   - tables: The behaviour.
    ///   - callNumbers: Where the numbers of a call lie.
    ///   - channelNumbers: Where the numbers of a channel lie.
    ///   - pbx: The name of the PBX, for payloads.
    ///   - store: Is given the texts that the behaviour itself has.
    init(
        _ tables: CallTables, callNumbers: [FactPlace], channelNumbers: [FactPlace], pbx: String?,
        _ store: inout TextStore
    ) {
        self.callNumbers = callNumbers
        self.channelNumbers = channelNumbers
        callFacts = tables.callNumbers
        channelFacts = tables.channelNumbers
        causes = tables.causes
        eventTriggers = tables.events.map { list($0.triggers) }
        lastChannelEnded = list(tables.occurrences.lastChannelEnded)
        lastChannelMoved = list(tables.occurrences.lastChannelMoved)
        lastChannelLost = list(tables.occurrences.lastChannelLost)
        channelArrived = list(tables.occurrences.channelArrived)
        timerTriggers = tables.timers.map { list($0.triggers) }
        for conditions in tables.triggers { triggers.append(compile(conditions, &store)) }
        for choice in tables.choices {
            var all: [Rule] = []
            for rule in choice { all.append(compile(tables.rules[rule], &store)) }
            choices.append(rules.place(all))
        }
        for message in tables.messages { messages.append(compile(message, pbx: pbx, &store)) }
    }

    private mutating func list(_ triggers: [Int]) -> Slice { triggerLists.place(triggers.map { Int32($0) }) }

    // MARK: Conditions

    private mutating func compile(_ conditions: [Condition], _ store: inout TextStore) -> Slice {
        var all: [Test] = []
        for condition in conditions {
            let operand = compile(condition.source, &store)
            all.append(
                Test(
                    operand: operand, check: check(condition, operand, &store), isNegated: condition.isNegated))
        }
        // All must hold, so what is cheap to find false comes first.
        return tests.place(all.enumerated().sorted { ($0.1.cost, $0.0) < ($1.1.cost, $1.0) }.map(\.element))
    }

    private mutating func check(_ condition: Condition, _ operand: Operand, _ store: inout TextStore) -> Test.Check {
        switch condition.test {
        case .vocabulary(let codes):
            guard case .header = operand else { return .never }
            return codes.count == 1 ? .word(UInt8(codes[0])) : .words(words.place(codes.map { UInt8($0) }))
        case .isSet:
            if case .header = operand { return .headerIsSet }
            return operand.isText ? .textIsSet : .numberIsSet
        case .number(let number): return .number(number)
        case .texts(let some):
            var handles: [UInt32] = []
            for text in some { handles.append(handle(text, &store)) }
            return .texts(texts.place(handles))
        case .sameText(let other): return .sameText(compile(other, &store))
        case .sameNumber(let other): return .sameNumber(compile(other, &store))
        case .atLeast(let other): return .atLeast(compile(other, &store))
        case .matches(let some): return .matches(patterns.place(some.map { Glob($0) }))
        case .digits: return .digits
        }
    }

    private func handle(_ text: String, _ store: inout TextStore) -> UInt32 {
        let bytes = Array(text.utf8)
        return store.insert(bytes.span.bytes)
    }

    private func compile(_ source: Source, _ store: inout TextStore) -> Operand {
        switch source {
        case .header(let header): .header(Int32(header))
        case .headerEndpoint(let header): .headerEndpoint(Int32(header))
        case .headerAgo(let header): .headerAgo(Int32(header))
        case .callNumber(let place): .callNumber(callNumbers[place])
        case .callText(let place): .callText(Int32(place))
        case .channelNumber(let place): .channelNumber(channelNumbers[place])
        case .channelText(let place): .channelText(Int32(place))
        case .peerNumber(let place): .peerNumber(channelNumbers[place])
        case .peerText(let place): .peerText(Int32(place))
        case .known(let known): .known(known)
        case .number(let number): .number(number)
        case .text(let text): .text(handle(text, &store))
        }
    }

    private mutating func compile(_ sources: [Source], _ store: inout TextStore) -> Slice {
        var all: [Operand] = []
        for source in sources { all.append(compile(source, &store)) }
        return operands.place(all)
    }

    // MARK: Transitions

    private mutating func compile(_ rule: RuleTable, _ store: inout TextStore) -> Rule {
        let tests = compile(rule.conditions, &store)
        var all: [Step] = []
        for action in rule.actions { all.append(compile(action, &store)) }
        return Rule(tests: tests, to: Int32(rule.to ?? -1), steps: steps.place(all))
    }

    private mutating func compile(_ action: Action, _ store: inout TextStore) -> Step {
        func place(_ owner: Action.Owner, _ number: Int) -> FactPlace {
            owner == .call ? callNumbers[number] : channelNumbers[number]
        }
        switch action {
        case .setNumber(let owner, let fact, let sources, let onlyIfUnset):
            let between = (owner == .call ? callFacts : channelFacts)[fact].between
            if let between { bounds.append(between) }
            return .setNumber(
                owner, place(owner, fact), compile(sources, &store),
                bounds: between == nil ? -1 : Int32(bounds.count - 1), onlyIfUnset: onlyIfUnset)
        case .addNumber(let owner, let fact, let source):
            return .addNumber(owner, place(owner, fact), compile(source, &store))
        case .setCause(let owner, let fact, let sources):
            return .setCause(owner, place(owner, fact), compile(sources, &store))
        case .setText(let owner, let fact, let sources, let onlyIfUnset):
            return .setText(owner, Int32(fact), compile(sources, &store), onlyIfUnset: onlyIfUnset)
        case .setParty(let owner, let fact, let number, let name, let onlyIfUnset):
            return .setParty(
                owner, Int32(fact), number: compile(number, &store), name: compile(name, &store),
                onlyIfUnset: onlyIfUnset)
        case .clearNumber(let owner, let fact): return .clearNumber(owner, place(owner, fact))
        case .clearText(let owner, let fact): return .clearText(owner, Int32(fact))
        case .uniteBridge: return .uniteBridge
        case .unitePeer: return .unitePeer
        case .startTimer(let timer): return .startTimer(Int32(timer))
        case .stopTimer(let timer): return .stopTimer(Int32(timer))
        case .emit(let message, let date): return .emit(Int32(message), at: compile(date, &store))
        }
    }

    // MARK: Messages

    private mutating func compile(_ message: MessageTable, pbx: String?, _ store: inout TextStore) -> MessagePlan {
        var topic: [MessagePlan.TopicPiece] = []
        for piece in message.topic {
            switch piece {
            case .text(let text): topic.append(.bytes(bytes.place(text.utf8)))
            case .value(let source): topic.append(.value(compile(source, &store)))
            }
        }
        var all: [Piece] = []
        for field in message.fields {
            if let piece = compile(field, of: message, pbx: pbx, &store) { all.append(piece) }
        }
        return MessagePlan(topic: topicPieces.place(topic), pieces: pieces.place(all))
    }

    private mutating func compile(
        _ field: MessageTable.Field, of message: MessageTable, pbx: String?, _ store: inout TextStore
    ) -> Piece? {
        let value: Piece.Value
        switch field.content {
        case .ownName: return constant(field.name, message.name)
        case .description: return constant(field.name, message.description)
        case .pbx: return pbx.map { constant(field.name, $0) }
        case .eventID: value = .eventID
        case .sequence: value = .sequence
        case .text(let sources): value = .text(compile(sources, &store))
        case .number(let sources): value = .number(compile(sources, &store))
        case .headersAfter(let header): value = .headersAfter(Int32(header))
        case .flag(let source): value = .flag(compile(source, &store))
        case .time(let sources): value = .time(compile(sources, &store))
        case .word(let source, let words): value = .word(compile(source, &store), json(words))
        case .headerWord(let header, let words, let otherwise):
            value = .headerWord(Int32(header), json((words + [nil]).map { $0 ?? otherwise }))
        case .causeName(let source): value = .word(compile(source, &store), json(causes.map(\.name)))
        case .causeDescription(let source):
            value = .word(compile(source, &store), json(causes.map(\.description)))
        case .party(let number, let name):
            value = .party(number: compile(number, &store), name: compile(name, &store))
        case .seconds(let from, let to): value = .seconds(from: compile(from, &store), to: compile(to, &store))
        case .parties(let number, let name, let conditions):
            value = .parties(
                number: compile(number, &store), name: compile(name, &store), tests: compile(conditions, &store))
        }
        var json = JSONWriter()
        json.key(field.name)
        return .field(key: place(json), value, isOptional: field.isOptional)
    }

    private mutating func constant(_ key: String, _ text: String) -> Piece {
        var json = JSONWriter()
        json.key(key)
        json.string(text)
        return .json(place(json))
    }

    /// Words as JSON; one that is not there is empty.
    private mutating func json(_ words: [String?]) -> Slice {
        var all: [Slice] = []
        for word in words {
            guard let word else {
                all.append(.none)
                continue
            }
            var json = JSONWriter()
            json.string(word)
            all.append(place(json))
        }
        return jsonWords.place(all)
    }

    private mutating func place(_ json: borrowing JSONWriter) -> Slice { bytes.place([UInt8](copying: json.bytes)) }
}
