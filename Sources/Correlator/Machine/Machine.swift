import AMI
@_spi(Runtime) import CallLogic

/// A behaviour in the form in which it runs: the same as its ``CallTables``, in flat arrays of plain values, so that
/// nothing is allocated, counted or copied on the way from an event to what is done about it.
///
/// It is made once, when a ``Correlator`` begins.
struct Machine {
    /// For each event, the triggers that are made of it, among `triggerLists`.
    private(set) var eventTriggers: [Slice] = []
    /// The same of those that are set off for each pair of channels that it connects or parts.
    private(set) var pairTriggers: [Slice] = []
    private(set) var triggerLists: [Int32] = []
    /// The same for each occurrence.
    private var occurrenceTriggers = [Slice](repeating: .none, count: Occurrence.allCases.count)
    /// For each timer, what its end sets off.
    private(set) var timerTriggers: [Slice] = []
    /// The same of the timers of things, of all kinds.
    private(set) var thingTimerTriggers: [Slice] = []
    /// For each event, which of the keys name its things.
    private(set) var eventKeys: [Slice] = []
    /// The kinds of things, and the operands that are their keys.
    private(set) var keys: [(kind: Int, sources: Slice)] = []
    /// What is counted where a behaviour asks how many there are.
    private(set) var counted: [CountedThings] = []
    /// For each trigger, its tests.
    private(set) var triggers: [Slice] = []
    private(set) var tests: [Test] = []
    /// For each choice, its rules.
    private(set) var choices: [Slice] = []
    private(set) var rules: [Rule] = []
    private(set) var steps: [Step] = []
    private(set) var operands: [Operand] = []
    private(set) var guarded: [GuardedOperand] = []
    /// Tests of which those of one group must hold.
    private(set) var groups: [Slice] = []
    /// What numbers can be set to.
    private(set) var bounds: [ClosedRange<Int64>] = []
    private(set) var words: [UInt8] = []
    /// Handles of texts that conditions ask for.
    private(set) var texts: [UInt32] = []
    private(set) var patterns: [Glob] = []
    /// What calls are said to be doing by steps.
    private(set) var sayings: [String] = []
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
    /// The messages that are sent where they changed.
    private let compared: Set<Int>
    /// Where the facts and timers of things of each kind lie.
    private let thingNumbers: [[FactPlace]]
    private let thingTexts: [Int]
    private let thingTimers: [Int]
    private let thingFacts: [[FactTable]]

    /// - Parameters:
    ///   - tables: The behaviour.
    ///   - callNumbers: Where the numbers of a call lie.
    ///   - channelNumbers: Where the numbers of a channel lie.
    ///   - things: Where the facts and timers of things lie.
    ///   - pbx: The name of the PBX, for payloads.
    ///   - store: Is given the texts that the behaviour itself has.
    init(
        _ tables: CallTables, callNumbers: [FactPlace], channelNumbers: [FactPlace], things: borrowing ThingStore,
        pbx: String?, _ store: inout TextStore
    ) {
        self.callNumbers = callNumbers
        self.channelNumbers = channelNumbers
        callFacts = tables.callNumbers
        channelFacts = tables.channelNumbers
        causes = tables.causes
        thingFacts = tables.things.map(\.numbers)
        var (places, texts, timers): ([[FactPlace]], [Int], [Int]) = ([], [], [])
        for (kind, table) in tables.things.enumerated() {
            places.append(table.numbers.indices.map { things.number(kind, $0) })
            texts.append(things.text(kind, 0))
            timers.append(things.timer(kind, 0))
        }
        (thingNumbers, thingTexts, thingTimers) = (places, texts, timers)
        compared = Set(
            tables.rules.flatMap { rule in
                rule.actions.compactMap { if case .emitChanged(let message, _) = $0 { message } else { nil } }
            })
        eventTriggers = tables.events.map { list($0.triggers) }
        pairTriggers = tables.events.map { list($0.pairTriggers) }
        for occurrence in Occurrence.allCases {
            occurrenceTriggers[Self.place(of: occurrence)] = list(tables.occurrences[occurrence])
        }
        timerTriggers = tables.timers.map { list($0.triggers) }
        thingTimerTriggers = tables.things.flatMap { $0.timers.map { list($0.triggers) } }
        for event in tables.events {
            var all: [(kind: Int, sources: Slice)] = []
            for key in event.things { all.append((key.kind, compile(key.sources, &store))) }
            eventKeys.append(keys.place(all))
        }
        for conditions in tables.triggers { triggers.append(compile(conditions, &store)) }
        for choice in tables.choices {
            var all: [Rule] = []
            for rule in choice { all.append(compile(tables.rules[rule], number: rule, &store)) }
            choices.append(rules.place(all))
        }
        for (number, message) in tables.messages.enumerated() {
            messages.append(compile(message, isCompared: compared.contains(number), pbx: pbx, &store))
        }
    }

    /// The triggers of an occurrence, among `triggerLists`.
    func triggers(of occurrence: Occurrence) -> Slice { occurrenceTriggers[Self.place(of: occurrence)] }

    private static func place(of occurrence: Occurrence) -> Int {
        switch occurrence {
        case .lastChannelEnded: 0
        case .lastChannelMoved: 1
        case .lastChannelLost: 2
        case .channelArrived: 3
        case .channelLeft: 4
        case .channelLost: 5
        case .channelPresent: 6
        }
    }

    private mutating func list(_ triggers: [Int]) -> Slice { triggerLists.place(triggers.map { Int32($0) }) }

    /// A claim, to be looked at while calls go on.
    mutating func watch(_ table: ClaimTable, _ store: inout TextStore) -> WatchedClaim {
        var exceptions: [Slice] = []
        for conditions in table.exceptions { exceptions.append(compile(conditions, &store)) }
        var alternatives: [[Slice]] = []
        if case .always(let requirements) = table.claim {
            for requirement in requirements {
                var some: [Slice] = []
                for conditions in requirement.alternatives { some.append(compile(conditions, &store)) }
                alternatives.append(some)
            }
        }
        return WatchedClaim(
            name: table.name, claim: table.claim, isOfChannel: table.isOfChannel, exceptions: exceptions,
            alternatives: alternatives)
    }

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
        case .number(let number): return .number(Int64(number))
        case .texts(let some):
            var handles: [UInt32] = []
            for text in some { handles.append(handle(text, &store)) }
            return .texts(texts.place(handles))
        case .sameText(let other): return .sameText(compile(other, &store))
        case .sameNumber(let other): return .sameNumber(compile(other, &store))
        case .atLeast(let other): return .atLeast(compile(other, &store))
        case .matches(let some): return .matches(patterns.place(some.map { Glob($0) }))
        case .digits: return .digits
        case .any(let some):
            var all: [Slice] = []
            for group in some { all.append(compile(group, &store)) }
            return .any(groups.place(all))
        }
    }

    private func handle(_ text: String, _ store: inout TextStore) -> UInt32 {
        let bytes = Array(text.utf8)
        return store.insert(bytes.span.bytes)
    }

    private mutating func compile(_ source: Source, _ store: inout TextStore) -> Operand {
        switch source {
        case .guarded(let source, let conditions):
            let operand = compile(source, &store)
            guarded.append(GuardedOperand(operand: operand, tests: compile(conditions, &store)))
            return .guarded(Int32(guarded.count - 1))
        case .joined(let sources): return .joined(compile(sources, &store))
        case .count(let kind, let conditions):
            counted.append(CountedThings(kind: Int32(kind ?? -1), tests: compile(conditions, &store)))
            return .count(Int32(counted.count - 1))
        default: return plain(source, &store)
        }
    }

    private func plain(_ source: Source, _ store: inout TextStore) -> Operand {
        switch source {
        case .header(let header): .header(Int32(header))
        case .headerEndpoint(let header): .headerEndpoint(Int32(header))
        case .headerUser(let header): .headerUser(Int32(header))
        case .headerAgo(let header): .headerAgo(Int32(header))
        case .callNumber(let place): .callNumber(callNumbers[place])
        case .callText(let place): .callText(Int32(place))
        case .channelNumber(let place): .channelNumber(channelNumbers[place])
        case .channelText(let place): .channelText(Int32(place))
        case .peerNumber(let place): .peerNumber(channelNumbers[place])
        case .peerText(let place): .peerText(Int32(place))
        case .otherNumber(let place): .otherNumber(callNumbers[place])
        case .otherText(let place): .otherText(Int32(place))
        case .thingNumber(let kind, let place): .thingNumber(Int8(kind), thingNumbers[kind][place])
        case .thingText(let kind, let place): .thingText(Int8(kind), Int32(thingTexts[kind] + place))
        case .thingKey(let kind): .thingKey(Int8(kind))
        case .thingEndpoint(let kind): .thingEndpoint(Int8(kind))
        case .least(let kind, let place): .least(Int8(kind), thingNumbers[kind][place])
        case .known(let known): .known(known)
        case .number(let number): .number(Int64(number))
        case .text(let text): .text(handle(text, &store))
        case .guarded, .count, .joined: preconditionFailure("what is under conditions is compiled with them")
        }
    }

    private mutating func compile(_ sources: [Source], _ store: inout TextStore) -> Slice {
        var all: [Operand] = []
        for source in sources { all.append(compile(source, &store)) }
        return operands.place(all)
    }

    // MARK: Transitions

    private mutating func compile(_ rule: RuleTable, number: Int, _ store: inout TextStore) -> Rule {
        let tests = compile(rule.conditions, &store)
        var all: [Step] = []
        for action in rule.actions { all.append(compile(action, &store)) }
        return Rule(number: Int32(number), tests: tests, to: Int32(rule.to ?? -1), steps: steps.place(all))
    }

    private mutating func number(_ owner: Action.Owner, _ fact: Int) -> NumberFact {
        let (place, table) =
            switch owner {
            case .call: (callNumbers[fact], callFacts[fact])
            case .channel, .peer: (channelNumbers[fact], channelFacts[fact])
            case .thing(let kind): (thingNumbers[Int(kind)][fact], thingFacts[Int(kind)][fact])
            }
        guard let between = table.between else {
            return NumberFact(owner: owner, place: place, bounds: -1)
        }
        bounds.append(between)
        return NumberFact(owner: owner, place: place, bounds: Int32(bounds.count - 1))
    }

    /// Where a text lies among those of its owner.
    private func text(_ owner: Action.Owner, _ fact: Int) -> Int32 {
        if case .thing(let kind) = owner { Int32(thingTexts[Int(kind)] + fact) } else { Int32(fact) }
    }

    private mutating func compile(_ action: Action, _ store: inout TextStore) -> Step {
        switch action {
        case .setNumber(let owner, let fact, let sources, let onlyIfUnset):
            return .setNumber(number(owner, fact), compile(sources, &store), onlyIfUnset: onlyIfUnset)
        case .addNumber(let owner, let fact, let source):
            return .addNumber(number(owner, fact), compile(source, &store))
        case .setCause(let owner, let fact, let sources):
            return .setCause(number(owner, fact), compile(sources, &store))
        case .setText(let owner, let fact, let sources, let onlyIfUnset):
            return .setText(
                TextFact(owner: owner, place: text(owner, fact)), compile(sources, &store), onlyIfUnset: onlyIfUnset)
        case .setParty(let owner, let fact, let number, let name, let onlyIfUnset):
            return .setParty(
                owner, text(owner, fact), number: compile(number, &store), name: compile(name, &store),
                onlyIfUnset: onlyIfUnset)
        case .clearNumber(let owner, let fact): return .clearNumber(number(owner, fact))
        case .clearText(let owner, let fact): return .clearText(TextFact(owner: owner, place: text(owner, fact)))
        case .mergeBridge: return .mergeBridge
        case .mergePeer: return .mergePeer
        case .startTimer(let timer): return .startTimer(Int32(timer))
        case .stopTimer(let timer): return .stopTimer(Int32(timer))
        case .say(let word):
            sayings.append(word)
            return .say(Int32(sayings.count - 1))
        case .startThingTimer(let kind, let timer): return .startThingTimer(Int32(thingTimers[kind] + timer))
        case .stopThingTimer(let kind, let timer): return .stopThingTimer(Int32(thingTimers[kind] + timer))
        case .clearThing(let kind): return .clearThing(Int32(kind))
        case .forgetThing(let kind): return .forgetThing(Int32(kind))
        case .keepThings(let kind, let count): return .keepThings(Int32(kind), compile(count, &store))
        case .emit(let message, let date): return .emit(Int32(message), at: compile(date, &store))
        case .emitChanged(let message, let date): return .emitChanged(Int32(message), at: compile(date, &store))
        case .emitForEach(let message, let line, let date):
            return .emitForEach(Int32(message), line: compile(line, &store), at: compile(date, &store))
        case .appendText(let owner, let fact, let sources):
            return .appendText(TextFact(owner: owner, place: text(owner, fact)), compile(sources, &store))
        case .eachChannel(let conditions, let actions):
            let tests = compile(conditions, &store)
            var all: [Step] = []
            for action in actions { all.append(compile(action, &store)) }
            return .eachChannel(tests: tests, steps: steps.place(all))
        }
    }

    // MARK: Messages

    private mutating func compile(
        _ message: MessageTable, isCompared: Bool, pbx: String?, _ store: inout TextStore
    ) -> MessagePlan {
        var topic: [MessagePlan.TopicPiece] = []
        var thing = -1
        for piece in message.topic {
            switch piece {
            case .text(let text): topic.append(.bytes(bytes.place(text.utf8)))
            case .value(let source):
                topic.append(.value(compile(source, &store)))
                switch source {
                case .thingKey(let kind), .thingEndpoint(let kind): if message.retain { thing = kind }
                default: break
                }
            }
        }
        var all: [Piece] = []
        var cause: Operand?
        for field in message.fields {
            if cause == nil, case .causeName(let source) = field.content { cause = compile(source, &store) }
            if let piece = compile(field, of: message, pbx: pbx, &store) { all.append(piece) }
        }
        return MessagePlan(
            topic: topicPieces.place(topic), pieces: pieces.place(all), cause: cause, thing: Int32(thing),
            isCompared: isCompared)
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
        case .variables: value = .variables
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
