/// Messages and their fields.
extension SpecificationResolver {
    mutating func resolveMessages() {
        for (number, message) in spec.messages.enumerated() {
            var resolved = CallProgram.Message()
            // What is known in a message that is never sent is undecidable; that it is not sent is reported elsewhere.
            guard let places = senders[number] else {
                program.messages.append(resolved)
                continue
            }
            // A message is rendered wherever it is sent from, so only what is known in all those places can stand in it.
            var context = Context(what: "message '\(message.name.text)'")
            context.isEachChannel = places.contains { $0.isEachChannel }
            context.isEachLine = places.allSatisfy { $0.isEachLine }
            for place in places where !place.isEachChannel || !place.events.isEmpty || place.hasOccurrence {
                context.events += place.events
                context.isPaired += place.isPaired
                if place.hasOccurrence {
                    context.occurrenceHasChannel =
                        place.occurrenceHasChannel && (context.occurrenceHasChannel || !context.hasOccurrence)
                }
                context.hasOccurrence = context.hasOccurrence || place.hasOccurrence
                if let things = place.occurrenceThings {
                    context.occurrenceThings = context.occurrenceThings?.intersection(things) ?? things
                }
                context.isOutside = context.isOutside || place.isOutside
                context.isUnknown = context.isUnknown || place.isUnknown
            }
            // What is about no call has nothing of the one that it is sent by.
            if !message.isAboutCall { context.isOutside = true }
            resolved.topic = topic(message, context)
            let repeated = message.repeats.flatMap { self.repeated($0, by: message) }
            let own = repeated?.fields ?? message.fields
            let fields = message.isAboutCall ? spec.openingFields + own + spec.closingFields : own
            var names: Set<String> = []
            for field in fields {
                if !names.insert(field.name.text).inserted {
                    diagnostics.error(at: field.name.location, "the message has two fields '\(field.name.text)'")
                }
                if let content = self.content(field, context) {
                    // What the call does not count has no number.
                    if message.isAside, content == .sequence { continue }
                    checkExample(of: field, content)
                    checkHints(of: field, content)
                    let tones = Dictionary(field.tones.map { ($0.word.text, $0.tone) }, uniquingKeysWith: { $1 })
                    let ways = Dictionary(field.ways.map { ($0.word.text, $0.way) }, uniquingKeysWith: { $1 })
                    resolved.fields.append(
                        .init(
                            field.name.text, content, isOptional: field.isOptional, tones: tones, ways: ways,
                            unit: field.unit?.text, tone: field.tone, role: field.role))
                }
            }
            if message.isAboutCall, message.repeats == nil, !message.topic.text.contains("{call_id}") {
                diagnostics.warning(
                    at: message.topic.location, "without {call_id} all calls share the topic '\(message.topic.text)'")
            }
            if !message.isAboutCall, message.state != nil {
                diagnostics.error(
                    at: message.name.location,
                    "the message '\(message.name.text)' is about no call, so it can't say what its call is doing")
            }
            for byte in message.topic.text.utf8 where byte == UInt8(ascii: "#") || byte == UInt8(ascii: "+") {
                diagnostics.error(at: message.topic.location, "a topic that is published to has no '#' and no '+'")
                break
            }
            program.messages.append(resolved)
        }
    }

    /// The message that another says again.
    private mutating func repeated(_ name: Specification.Name, by message: MessageDeclaration) -> MessageDeclaration? {
        guard let number = find(name, among: spec.messages.map(\.name.text), "message") else { return nil }
        let other = spec.messages[number]
        if other.repeats != nil || !other.isAboutCall || !message.isAboutCall {
            diagnostics.error(
                at: name.location, "what is said again is a message about a call that says nothing again itself")
        }
        if let field = message.fields.first {
            diagnostics.error(
                at: field.name.location,
                "'\(message.name.text)' says '\(name.text)' again, so it has no fields of its own")
        }
        return other
    }

    /// The pieces of a topic: `{call_id}` stands for the call's id, `{Header}` for what a header says.
    mutating func topic(_ message: MessageDeclaration, _ context: Context) -> [CallProgram.TopicPiece] {
        var pieces: [CallProgram.TopicPiece] = []
        var rest = message.topic.text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            let name = String(rest[rest.index(after: open)..<close])
            let reference = Reference(
                name == "call_id" ? "call.id" : name, at: message.topic.location,
                things: Set(spec.things.map(\.name.text)))
            if let found = lookUp(reference, context) {
                if found[0].kind != .text, found[0].kind != .party {
                    diagnostics.error(
                        at: message.topic.location,
                        "'\(reference.text)' is a \(found[0].kind.rawValue); in a topic only a text or a party can stand"
                    )
                }
                pieces.append(.value(found[0].source))
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }

    mutating func content(_ field: FieldDeclaration, _ context: Context) -> CallProgram.Field.Content? {
        switch field.content {
        case .seconds(let from, let to):
            guard let start = sources(from, as: .time, words: [], context),
                let end = sources(to, as: .time, words: [], context)
            else { return nil }
            return .seconds(from: start, to: end)
        case .eachChannel(let value, let filter):
            // Each channel of the call is looked at in turn, as if an event were about it.
            guard let about = spec.ami.events.firstIndex(where: { $0.channel == .mentions || $0.channel == .begins })
            else {
                return nil
            }
            let each = Context(events: [about], what: context.what)
            guard let party = party(value, each) else { return nil }
            return .parties(number: party.number, name: party.name, where: conditions(filter, each))
        case .number(let value):
            return sources(value, as: .number, words: [], context).map { .number($0) }
        case .words(let reference, let pairs, let otherwise):
            guard let found = lookUp(reference, context), case .header(let header) = found[0].source else { return nil }
            var words: [String?] = []
            for pair in pairs {
                checkVocabulary(pair.value, of: header, at: pair.word.location)
                let code = code(of: pair.value, in: header, reference)
                while words.count <= code { words.append(nil) }
                words[code] = pair.word.text
            }
            return .headerWord(header, words, otherwise: otherwise?.text)
        case .headersAfter(let name):
            let reference = Reference(name.text, at: name.location)
            guard let found = lookUp(reference, context), case .header(let number) = found[0].source else { return nil }
            return .headersAfter(number)
        case .value(let value):
            return self.content(value, context)
        }
    }

    /// An example has to be what the field can hold.
    mutating func checkExample(of field: FieldDeclaration, _ content: CallProgram.Field.Content) {
        guard let example = field.example else { return }
        let expected: String?
        switch (content, example.value) {
        case (.text(let sources), let value):
            if case .text(let text)? = sources.first {
                diagnostics.error(at: example.location, "the field always says '\(text)': it needs no example")
                return
            }
            if case .string(let text) = value, !text.isEmpty { expected = nil } else { expected = "a text" }
        case (.number, .number), (.flag, .bool): expected = nil
        case (.number, _): expected = "a whole number"
        case (.flag, _): expected = "true or false"
        case (.seconds, .number(let seconds)) where seconds >= 0: expected = nil
        case (.seconds, _): expected = "a number of seconds, 0 or more"
        case (.word(_, let words), .string(let text)) where words.contains(text): expected = nil
        case (.word(_, let words), _): expected = "one of \(words.joined(separator: ", "))"
        case (.headerWord(_, let words, let otherwise), .string(let text)) where (words + [otherwise]).contains(text):
            expected = nil
        case (.headerWord(_, let words, let otherwise), _):
            expected = "one of \((words + [otherwise]).compactMap(\.self).joined(separator: ", "))"
        case (.headersAfter, .object(let members)), (.variables, .object(let members)):
            let texts = members.allSatisfy { if case .string = $0.value.value { true } else { false } }
            expected = texts ? nil : "an object of texts"
        case (.headersAfter, _), (.variables, _): expected = "an object of texts"
        case (.time, _), (.party, _), (.parties, _), (.causeName, _), (.causeDescription, _), (.ownName, _),
            (.description, _), (.eventID, _), (.sequence, _), (.pbx, _):
            diagnostics.error(
                at: example.location, "times, parties, causes and fields of the message itself need no example")
            return
        }
        guard let expected else { return }
        diagnostics.error(at: example.location, "the field's example has to be \(expected)")
    }

    mutating func content(_ value: ValueExpression, _ context: Context) -> CallProgram.Field.Content? {
        if isParty(value, context) { return party(value, context).map { .party(number: $0.number, name: $0.name) } }
        switch value {
        case .party: return nil
        case .flag(let flag, _): return .flag(.number(flag ? 1 : 0))
        case .number(let number, _): return .number([.number(number)])
        case .text(let text, _): return .text([.text(text)])
        case .causeOf:
            diagnostics.error(at: value.location, "set a fact of the type 'cause' and name that")
            return nil
        case .ago:
            return sources(value, as: .time, words: [], context).map { .time($0) }
        case .count: return sources(value, as: .number, words: [], context).map { .number($0) }
        case .least(let inner, _):
            return least(inner, context).map { $0.kind == .time ? .time([$0.source]) : .number([$0.source]) }
        case .join: return sources(value, as: .text, words: [], context).map { .text($0) }
        case .guarded(let inner, _, _):
            guard case .reference(let reference) = inner, let kind = lookUp(reference, context)?.first?.kind else {
                return sources(value, as: .text, words: [], context).map { .text($0) }
            }
            guard let sources = sources(value, as: kind, words: [], context) else { return nil }
            return kind == .text ? .text(sources) : kind == .time ? .time(sources) : .number(sources)
        case .first(let values, _):
            guard case .reference(let first) = values.first else {
                return sources(value, as: .text, words: [], context).map { .text($0) }
            }
            guard let kind = lookUp(first, context)?.first?.kind else { return nil }
            guard [.text, .number, .time].contains(kind) else {
                diagnostics.error(
                    at: value.location,
                    "a field's list is of texts, numbers, times or parties, not of a \(kind.rawValue): 'set' a fact to the list, "
                        + "and name that fact")
                return nil
            }
            guard let sources = sources(value, as: kind, words: [], context) else { return nil }
            return kind == .text ? .text(sources) : kind == .time ? .time(sources) : .number(sources)
        case .reference(let reference):
            let own: [String: CallProgram.Field.Content] = [
                "message": .ownName, "description": .description, "event_id": .eventID, "sequence": .sequence,
                "pbx": .pbx, "variables": .variables,
            ]
            if reference.scope == .header, let content = own[reference.name] { return content }
            guard let found = lookUp(reference, context) else { return nil }
            switch found[0].kind {
            case .party: return .party(number: [found[0].source], name: [found[1].source])
            case .text: return .text([found[0].source])
            case .number: return .number([found[0].source])
            case .flag: return .flag(found[0].source)
            case .time: return .time([found[0].source])
            case .word: return .word(found[0].source, found[0].words)
            case .cause:
                return reference.part == nil ? .causeName(found[0].source) : .causeDescription(found[0].source)
            }
        }
    }
}
