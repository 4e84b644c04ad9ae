import CallSpec

/// Makes up a payload as it could be: what the most usual transition that sends the message sets stands in it, and
/// what it leaves open is filled in by the field's own example or by type.
struct ExamplePayload {
    private let reference: EventReference
    private let message: Int
    private let emission: Emission?
    /// What the transition sets before it sends the message, by place.
    private var numbers: [Int: [CallProgram.Source]] = [:]
    private var texts: [Int: [CallProgram.Source]] = [:]
    private var causes: [Int: [CallProgram.Source]] = [:]

    private var program: CallProgram { reference.program }

    private static let callID = "1770892200.40"
    private static let otherCallID = "1770892187.31"
    /// Whoever is in a payload: by the order in which they come, so that `from` is the first.
    private static let people: [(extension: String, name: String)] = [
        ("1986", "Martin"), ("21", "Kitchen"), ("22", "Workshop"), ("23", "Office"), ("24", "Reception"),
        ("25", "Stores"),
    ]
    /// Milliseconds from one moment of a call to the next.
    private static let steps = [1200, 4506, 2340, 3015]
    private static let untilEnd = 32_000

    init(_ reference: EventReference, message: Int) {
        self.reference = reference
        self.message = message
        let rules = reference.program.rules
        emission = reference.emissions[message].min {
            (rules[$0.rule].conditions.count, reference.spec.transitions[$0.rule].from.count, $0.rule)
                < (rules[$1.rule].conditions.count, reference.spec.transitions[$1.rule].from.count, $1.rule)
        }
        guard let emission else { return }
        for action in rules[emission.rule].actions {
            switch action {
            case .setNumber(.call, let slot, let sources, _): numbers[slot] = sources
            case .setCause(.call, let slot, let sources): causes[slot] = sources
            case .setText(.call, let slot, let sources, _): texts[slot] = sources
            case .setParty(.call, let slot, let number, let name, _):
                texts[slot] = number
                texts[slot + 1] = name
            case .emit(message, _), .emitChanged(message, _), .emitForEach(message, _, _): return
            case .setNumber, .setCause, .setText, .setParty, .addNumber, .clearNumber, .clearText, .mergeBridge,
                .mergePeer, .startTimer, .stopTimer, .startThingTimer, .stopThingTimer, .clearThing, .forgetThing,
                .keepThings, .say, .emit, .emitChanged, .emitForEach, .appendText, .eachChannel:
                break
            }
        }
    }

    /// The payload.
    var payload: JSONValue {
        var people: [[CallProgram.Source]] = []
        return .members(program.messages[message].fields.map { ($0.name, value($0, &people)) })
    }

    private func value(_ field: CallProgram.Field, _ people: inout [[CallProgram.Source]]) -> JSONValue? {
        if let example = reference.declaration(of: field.name, in: message)?.example { return JSONValue(example) }
        // What is left out where it says nothing, is: it says something in special cases.
        if field.isOptional, !isSet(field.content) { return nil }
        let declaration = reference.spec.messages[message]
        switch field.content {
        case .ownName: return .string(declaration.name.text)
        case .description: return .string(declaration.description)
        case .eventID:
            return .string(
                declaration.isAboutCall
                    ? "\(Self.callID):\(declaration.name.text):1"
                    : "\(declaration.name.text):1770892200000000:85944171f73967e8")
        case .sequence: return .integer(min(message, 3) + 1)
        case .pbx, .variables: return nil
        case .text(let sources): return .string(text(sources, field.name))
        case .number(let sources): return .integer(number(sources))
        case .headersAfter:
            return .members([("\(field.name)_1", .string("\(field.name)-1"))])
        case .flag(let source): return .flag(literal(source) != 0)
        case .time(let sources): return .string(Self.rfc3339(moment(sources)))
        case .word(let source, let words):
            let number = literal(source) ?? 0
            return words.indices.contains(number) ? .string(words[number]) : .null
        case .headerWord(_, let words, let otherwise):
            return words.compactMap(\.self).first.map { .string($0) } ?? otherwise.map { .string($0) } ?? .null
        case .causeName(let source): return cause(source).map { .string($0.name.text) } ?? .null
        case .causeDescription(let source): return cause(source).map { .string($0.description) } ?? .null
        case .seconds(let from, let to): return .thousandths(max(0, moment(to) - moment(from)))
        case .party(let number, let name): return party(number, name, &people)
        case .parties(_, let name, _):
            let person = Self.people[1]
            return .array([
                .members([
                    ("extension", .string(person.extension)), ("name", name.isEmpty ? nil : .string(person.name)),
                ])
            ])
        }
    }

    private func isSet(_ content: CallProgram.Field.Content) -> Bool {
        switch content {
        case .text(let sources), .number(let sources), .time(let sources):
            emission?.known.says(sources) ?? false
        case .flag(let source), .word(let source, _), .causeName(let source), .causeDescription(let source):
            emission?.known.says(source) ?? false
        case .pbx, .variables: false
        case .party(let number, _): emission?.known.says(number) ?? false
        case .parties, .headersAfter, .headerWord, .seconds, .ownName, .description, .eventID, .sequence: true
        }
    }

    // MARK: Values

    private func literal(_ source: CallProgram.Source) -> Int? {
        switch source {
        case .number(let number): number
        case .callNumber(let slot): numbers[slot]?.first.flatMap(literal)
        default: nil
        }
    }

    private func cause(_ source: CallProgram.Source) -> CauseDeclaration? {
        let causes = reference.spec.causes
        if let number = literal(source), causes.indices.contains(number) { return causes[number] }
        return causes.first { $0.code == Self.usualCode } ?? causes.first
    }

    /// Normal clearing (Q.850).
    private static let usualCode = 16

    private func number(_ sources: [CallProgram.Source]) -> Int {
        guard let source = sources.first else { return 1 }
        if let number = literal(source) { return number }
        switch source {
        case .callNumber(let slot):
            // The code from which the same transition made the cause.
            if let set = numbers[slot], causes.contains(where: { $0.value == set }) { return Self.usualCode }
            return 1
        case .known(.callChannels): return 2
        default: return 1
        }
    }

    private func text(_ sources: [CallProgram.Source], _ field: String) -> String {
        switch sources.first {
        case .text(let text): return text
        case .callText(let slot):
            if let set = texts[slot], set.first != sources.first { return text(set, field) }
            return "\(field)-1"
        case .known(let known):
            switch known {
            case .callID: return Self.callID
            case .mergedInto, .otherID: return Self.otherCallID
            case .channelID: return "1770892200.40"
            case .peerID: return "1770892200.41"
            case .channelName: return "PJSIP/1986-00000028"
            case .peerName: return "PJSIP/21-00000029"
            case .channelEndpoint: return "1986"
            case .peerEndpoint: return "21"
            case .channelDevice: return "PJSIP/1986"
            case .peerDevice: return "PJSIP/21"
            case .line: return "21"
            case .now, .callBeganAt, .callChannels, .callMessages, .callState: return "\(field)-1"
            }
        case .headerEndpoint, .headerUser: return "21"
        case .guarded(let source, _): return text([source], field)
        case .header, .headerAgo, .callNumber, .channelNumber, .channelText, .peerNumber, .peerText, .otherNumber,
            .otherText, .thingNumber, .thingText, .thingKey, .thingEndpoint, .count, .least, .joined, .number, nil:
            return "\(field)-1"
        }
    }

    private func party(
        _ number: [CallProgram.Source], _ name: [CallProgram.Source], _ people: inout [[CallProgram.Source]]
    ) -> JSONValue {
        // Two facts that the transition sets to the same are the same person.
        var origin = number
        for _ in texts {
            guard case .callText(let slot)? = origin.first, let set = texts[slot], set != origin else { break }
            origin = set
        }
        let place = people.firstIndex(of: origin) ?? people.count
        if place == people.count { people.append(origin) }
        let person = Self.people[place % Self.people.count]
        return .members([
            ("extension", .string(person.extension)), ("name", name.isEmpty ? nil : .string(person.name)),
        ])
    }

    // MARK: Moments

    /// Milliseconds from the call's beginning.
    private func moment(_ sources: [CallProgram.Source]) -> Int {
        switch sources.first {
        case .callNumber(let slot): offset(slot)
        case .known(.callBeganAt): 0
        default: date
        }
    }

    private var date: Int {
        guard let emission else { return end }
        if case .callNumber(let slot) = emission.date { return offset(slot) }
        // Sent at the moment that the transition keeps as a fact.
        let kept = numbers.keys.sorted().first {
            program.callNumbers[$0].fact.kind == .time && numbers[$0]?.contains(.known(.now)) == true
        }
        return kept.map(offset) ?? end
    }

    private var moments: [Int] { program.callNumbers.indices.filter { program.callNumbers[$0].fact.kind == .time } }

    private func offset(_ slot: Int) -> Int {
        let before = (moments.firstIndex(of: slot) ?? 0) + 1
        return (0..<before).reduce(0) { $0 + Self.steps[$1 % Self.steps.count] }
    }

    private var end: Int { (moments.last.map(offset) ?? 0) + Self.untilEnd }

    private static func rfc3339(_ milliseconds: Int) -> String {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let seconds = milliseconds / 1000
        // An example's call begins at half past ten and lasts no hour.
        return "2026-02-12T10:\(digits(30 + seconds / 60 % 30, 2)):\(digits(seconds % 60, 2))."
            + "\(digits(milliseconds % 1000, 3))Z"
    }
}
