/// What the messages and words of a behaviour mean to whoever shows calls, so that none of them has to be known by its
/// name.
public struct Legend: Sendable {
    /// Where a message's payload says what people want to see; `nil` for what it does not say.
    public struct Fields: Sendable, Hashable {
        /// The message's own name.
        public var event: String?
        /// Who the call is from: the message's first party.
        public var from: String?
        /// Whom it is with: the second.
        public var to: String?
        /// The phones that it is about.
        public var phones: String?
        /// What became of the call: the first word that has a tone.
        public var outcome: String?
        /// How the words of that stand to whoever looks.
        public var tones: [String: Tone] = [:]
        /// All its words.
        public var words: [String] = []
        /// Why the call ended, in a word.
        public var cause: String?
        /// Why the call ended, in a sentence.
        public var causeDescription: String?
        /// Which event of its call it is, from 1.
        public var sequence: String?
        /// How long something took: its first duration.
        public var seconds: String?
        /// Which way a call goes: the first word that has ways.
        public var direction: String?
        /// Which way its words say that it goes.
        public var ways: [String: Way] = [:]
        /// What people call the thing that it is about.
        public var name: String?
        /// Its numbers and durations, in order.
        public var numbers: [Number] = []

        /// Nothing is known of it.
        public init() {}
    }

    /// A number of a payload.
    public struct Number: Sendable, Hashable {
        /// Where it stands.
        public var field: String
        /// What it counts, in a word; of a duration, seconds.
        public var unit: String?
        /// How what is counted stands to whoever looks.
        public var tone: Tone?
        /// Whether it is a number of seconds.
        public var isDuration: Bool

        /// What it is, as people write it.
        public var label: String {
            let name = isDuration && field.hasSuffix("_seconds") ? String(field.dropLast("_seconds".count)) : field
            return name.replacing("_", with: " ")
        }
    }

    /// Something that is there without a call, and of which the broker keeps what it does.
    package struct Thing: Sendable, Hashable {
        /// The number of the message that says what it does.
        package var message: Int
        /// What it is, by the first level of its topic: `extension`.
        package var kind: String
        /// Its key among others of its kind, escaped as in its topic.
        package var name: String

        /// The two as people read them: `Extension 21`.
        package var title: String {
            "\(kind.prefix(1).uppercased())\(kind.dropFirst().replacing("_", with: " ")) \(name)"
        }
    }

    /// The messages, by number.
    public let messages: [MessageTable]
    /// Where their payloads say what, by number.
    public let fields: [Fields]
    /// How the words that say what a call is doing stand to whoever looks.
    public let states: [String: Tone]
    /// Which way words say that a call goes.
    public let ways: [String: Way]
    /// The messages that say what phones are doing, by number.
    public let lamps: [Int]
    /// The messages that the broker retains and that are about no call, by number.
    public let kept: [Int]
    /// The messages that say what something does that is there without a call, by number.
    public let things: [Int]
    /// The message with which calls end; the first of several.
    public let end: Int?
    /// The message that says that phones ring; the first of several.
    public let rings: Int?
    /// The message that says that somebody took the call; the first of several.
    public let answered: Int?
    private let numbers: [String: Int]

    /// What the messages and words of a behaviour mean.
    public init(_ tables: CallTables) {
        messages = tables.messages
        fields = messages.map(Fields.init)
        states = messages.reduce(into: [:]) { states, message in
            if let state = message.state, let tone = message.tone { states[state] = tone }
        }
        ways = fields.reduce(into: [:]) { ways, fields in ways.merge(fields.ways) { first, _ in first } }
        lamps = messages.indices.filter { tables.messages[$0].role == .lamp }
        kept = messages.indices.filter { tables.messages[$0].retain && !tables.messages[$0].isAboutCall }
        things = kept.filter { tables.messages[$0].kind != nil }
        end = messages.firstIndex { $0.role == .end }
        rings = messages.firstIndex { $0.role == .rings }
        answered = messages.firstIndex { $0.role == .answered }
        numbers = Dictionary(
            messages.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// The number of a message.
    public func message(named name: String) -> Int? { numbers[name] }

    /// Where the payload of a message says what; of an unknown one, what all of them have in common.
    public func fields(of message: Int?) -> Fields {
        if let message { return fields[message] }
        guard let first = messages.firstIndex(where: \.isAboutCall) else { return Fields() }
        var common = fields[first]
        common.outcome = nil
        common.tones = [:]
        return common
    }

    /// The message of a topic below the prefix, of those about calls, and the call's id in it.
    package func message(ofTopic topic: Substring) -> (number: Int, callID: String)? {
        for (number, message) in messages.enumerated() where message.isAboutCall {
            guard let values = message.values(in: topic),
                let id = values.first(where: { $0.source == .known(.callID) })
            else { continue }
            return (number, id.text)
        }
        return nil
    }

    /// The message that says at a topic below the prefix what a phone is doing, and the phone's name, escaped as it
    /// stands there.
    package func lamp(ofTopic topic: Substring) -> (number: Int, name: String)? {
        for lamp in lamps {
            if let name = messages[lamp].values(in: topic)?.first { return (lamp, name.text) }
        }
        return nil
    }

    /// Whether a state of something besides calls is retained at a topic below the prefix.
    package func isKept(_ topic: Substring) -> Bool { kept.contains { messages[$0].values(in: topic) != nil } }

    /// What a topic below the prefix is about, where it is of something that is there without a call.
    package func thing(ofTopic topic: Substring) -> Thing? {
        for number in things {
            guard let name = messages[number].values(in: topic)?.first, let kind = messages[number].kind else {
                continue
            }
            return Thing(message: number, kind: kind, name: name.text)
        }
        return nil
    }

    /// The words of a field that say that it can't be used, and the one other, where it says but whether it can.
    package func connectivity(of message: Int) -> (field: String, on: String, off: String)? {
        guard let field = fields[message].outcome else { return nil }
        let words = words(of: field, in: message)
        let off = words.filter { fields[message].tones[$0] == .trouble }
        guard words.count == 2, off.count == 1, let on = words.first(where: { $0 != off[0] }) else { return nil }
        return (field, on, off[0])
    }

    /// What a lamp says of a phone that can't be used: its first word in trouble, and where that stands.
    public func trouble(of lamp: Int) -> (field: String, word: String)? {
        guard let field = fields[lamp].outcome else { return nil }
        return words(of: field, in: lamp).first { fields[lamp].tones[$0] == .trouble }.map { (field, $0) }
    }

    /// What a field of a message can say, where that is a closed set of words.
    public func words(of field: String, in message: Int) -> [String] {
        switch messages[message].fields.first(where: { $0.name == field })?.content {
        case .word(_, let words): words
        case .headerWord(_, let words, let otherwise):
            // Several values may mean one word.
            (words + [otherwise]).compactMap(\.self).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        default: []
        }
    }

    /// Where the messages about calls say who a call is from and whom it is with, each field once.
    public var partyFields: (from: [String], to: [String]) {
        func distinct(_ fields: [String?]) -> [String] {
            fields.compactMap(\.self).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }
        let told = messages.indices.filter { messages[$0].isAboutCall }.map { fields[$0] }
        return (distinct(told.map(\.from)), distinct(told.map(\.to)))
    }
}

extension Legend.Fields {
    /// Where a message's payload says what.
    init(_ message: MessageTable) {
        self.init()
        for field in message.fields {
            if direction == nil, !field.ways.isEmpty { (direction, ways) = (field.name, field.ways) }
            if field.role == .name { name = name ?? field.name }
            switch field.content {
            case .ownName: event = event ?? field.name
            case .sequence: sequence = sequence ?? field.name
            case .party: if from == nil { from = field.name } else { to = to ?? field.name }
            case .parties: phones = phones ?? field.name
            case .word, .headerWord:
                words.append(field.name)
                if outcome == nil, !field.tones.isEmpty { (outcome, tones) = (field.name, field.tones) }
            case .causeName: cause = cause ?? field.name
            case .causeDescription: causeDescription = causeDescription ?? field.name
            case .seconds:
                seconds = seconds ?? field.name
                numbers.append(.init(field: field.name, unit: "s", tone: field.tone, isDuration: true))
            case .number:
                numbers.append(
                    .init(field: field.name, unit: field.unit, tone: field.tone, isDuration: field.unit == "s"))
            default: break
            }
        }
    }
}
