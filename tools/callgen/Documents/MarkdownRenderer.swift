import CallSpec

/// Writes the event reference, for people who use the messages without knowing Asterisk.
struct MarkdownRenderer {
    private let reference: EventReference
    private var out = ""

    private var spec: Specification { reference.spec }
    private var messages: Range<Int> { spec.messages.indices }

    init(_ reference: EventReference) {
        self.reference = reference
    }

    /// The whole document.
    func render() -> String {
        var renderer = self
        renderer.document()
        return renderer.out
    }

    private mutating func line(_ text: String = "") {
        out += text + "\n"
    }

    private mutating func paragraph(_ text: String) {
        line(text)
        line()
    }

    private mutating func document() {
        line("<!-- Made by callgen from the spec of calls. Edit the spec, not this. -->")
        line()
        paragraph("# Events")
        if !spec.title.isEmpty { paragraph(Self.inline(spec.title)) }
        table(
            ["Event", "Meaning", "Topic"],
            messages.map { [link($0), Self.inline(spec.messages[$0].description), Self.code(reference.topic($0))] })
        conventions()
        for message in messages { event(message) }
        words()
        causes()
        states()
        asterisk()
        while out.hasSuffix("\n\n") { out.removeLast() }
    }

    // MARK: What holds for all

    private mutating func conventions() {
        paragraph("## Conventions")
        let prefixed = "`{prefix}` is the configured topic prefix, `asterisk` by default"
        let usesID = spec.messages.contains { $0.topic.text.contains("{call_id}") }
        line(
            "- **Topics.** \(prefixed)"
                + (usesID ? "; `{call_id}` is the id of the call. " : ". ")
                + "To see everything: `mosquitto_sub -v -t 'asterisk/#'`.")
        line(
            "- **Payloads.** One JSON object in UTF-8, with its fields in the order of the tables below. "
                + "A field that is always present is `null` if its value is unknown; an optional field is left out. "
                + "A later version can add fields: ignore those that you don't know.")
        line("- **Texts** have at most 1,024 bytes before JSON's escapes. Longer ones are cut, and end in `…`.")
        let types = messages.flatMap { reference.fields[$0] }.map(\.type)
        if types.contains(where: { if case .moment = $0 { true } else { false } }) {
            line("- **Times** are RFC 3339, in UTC, with milliseconds: `2026-02-12T10:30:36.000Z`.")
        }
        if types.contains(where: { if case .seconds = $0 { true } else { false } }) {
            line("- **Durations** are seconds with up to three decimals, and never negative.")
        }
        if types.contains(where: { if case .party = $0 { true } else if case .parties = $0 { true } else { false } }) {
            line(
                "- **Parties** are objects with an `extension`, which is `null` if unknown, and a `name`, "
                    + "which is left out if unknown: `{\"extension\":\"21\",\"name\":\"Kitchen\"}`.")
        }
        let ids = Set(
            reference.program.messages.flatMap(\.fields).compactMap {
                if case .eventID = $0.content { $0.name } else { nil }
            })
        if let id = ids.sorted().first {
            line(
                "- **Repeats.** With QoS 1 a message can arrive twice, usually after a lost connection. "
                    + "Both have the same \(Self.code(id)), so drop the second one."
            )
        }
        if spec.messages.contains(where: { $0.state != nil }) {
            line(
                "- **Late subscribers** get the state of each call in progress from the retained "
                    + "`{prefix}/call/{call_id}/state`: an object with `call_id`, `state`, `since`, and the last event "
                    + "as `last`. "
                    + "It is cleared when the call ends. `{prefix}/calls` has the number of calls as `count` and the same "
                    + "objects of the first 100 as the list `calls`.")
        }
        line(
            "- **Schemas.** [`schemas/`](schemas) has a JSON Schema of each payload, and one of any payload; "
                + "[`asyncapi.json`](asyncapi.json) describes topics and payloads for AsyncAPI 3 tools.")
        line()
    }

    // MARK: Events

    private mutating func event(_ message: Int) {
        let declaration = spec.messages[message]
        paragraph("## \(declaration.name.text)")
        paragraph("\(Self.inline(declaration.description)).")
        let qos = declaration.qos.map { "QoS \($0)" } ?? "QoS as configured"
        let retained =
            declaration.retain ? "retained" : "not retained"
        let state = declaration.state.map { " The call's state is \(Self.code($0)) from then on." } ?? ""
        let role = declaration.role.map { " It counts as \(Self.code($0.rawValue))." } ?? ""
        paragraph("Topic \(Self.code(reference.topic(message))), \(qos), \(retained).\(state)\(role)")
        occasions(message)
        line("| Field | Type | Present | Meaning |")
        line("| --- | --- | --- | --- |")
        for field in reference.fields[message] {
            line(
                "| \(Self.code(field.name)) | \(type(field)) | \(Self.presence(field.presence)) | "
                    + "\(Self.cell(field.about)) |")
        }
        line()
        paragraph("```json\n\(reference.example(message).text())\n```")
    }

    private mutating func occasions(_ message: Int) {
        struct Occasion: Hashable {
            var trigger: Int
            var to: Int?
        }
        var order: [Occasion] = []
        var from: [Occasion: Set<Int>] = [:]
        var outside: Set<Occasion> = []
        for emission in reference.emissions[message] {
            let to = reference.program.rules[emission.rule].to
            for trigger in emission.triggers.map(first) {
                let occasion = Occasion(trigger: trigger, to: to == emission.from ? nil : to)
                if from[occasion] == nil { order.append(occasion) }
                if let state = emission.from {
                    from[occasion, default: []].insert(state)
                } else {
                    from[occasion] = []
                    outside.insert(occasion)
                }
            }
        }
        guard !order.isEmpty else { return paragraph("No trigger publishes it.") }
        paragraph("Published when:")
        table(
            ["What happens", "Call before", "Call after"],
            order.map { occasion in
                let trigger = spec.triggers[occasion.trigger]
                let states = from[occasion]!.sorted().map { spec.states[$0].name.text }
                return [
                    trigger.about.isEmpty ? Self.code(trigger.name.text) : Self.cell(trigger.about),
                    outside.contains(occasion) ? "none" : states.joined(separator: ", "),
                    outside.contains(occasion) ? "" : occasion.to.map { spec.states[$0].name.text } ?? "the same",
                ]
            })
    }

    /// The first trigger of that name: several events can lead to the same.
    private func first(_ trigger: Int) -> Int {
        spec.triggers.firstIndex { $0.name.text == spec.triggers[trigger].name.text } ?? trigger
    }

    private func type(_ field: PayloadField) -> String {
        switch field.type {
        case .constant(let text): Self.code("\"\(text)\"")
        case .sentence: "text for people"
        case .text: "text"
        case .integer: "whole number"
        case .count: "whole number from 1"
        case .flag: "`true` or `false`"
        case .moment: "time"
        case .seconds: "seconds"
        case .word(let words): words.map { Self.code($0) }.joined(separator: ", ")
        case .causeName: "[cause](#causes)"
        case .party: "party"
        case .parties: "list of parties"
        case .texts: "object of texts"
        }
    }

    private static func presence(_ presence: PayloadField.Presence) -> String {
        switch presence {
        case .always: "always"
        case .orNull: "always, or `null`"
        case .orAbsent: "optional"
        }
    }

    // MARK: Closed sets

    /// The words of each fact that is published and that a cause goes with, and the causes that go with each.
    private mutating func words() {
        for (slot, place) in reference.program.callNumbers.enumerated() where place.fact.kind == .word {
            guard isPublished(slot) else { continue }
            let causes = causesByWord(slot)
            guard causes.contains(where: { !$0.isEmpty }) else { continue }
            paragraph("## \(place.name)")
            if !place.fact.about.isEmpty { paragraph(Self.inline(place.fact.about)) }
            table(
                ["Word", "Causes"],
                place.fact.words.indices.map {
                    [Self.code(place.fact.words[$0].text), causes[$0].joined(separator: ", ")]
                })
        }
    }

    private func isPublished(_ slot: Int) -> Bool {
        reference.program.messages.flatMap(\.fields).contains {
            if case .word(.callNumber(slot), _) = $0.content { true } else { false }
        }
    }

    private static let byCode = "whatever the code stands for"

    private func causesByWord(_ slot: Int) -> [[String]] {
        let program = reference.program
        var causes: [[String]] = program.callNumbers[slot].fact.words.map { _ in [] }
        for rule in program.rules {
            var words: [Int] = []
            var cause: String?
            for action in rule.actions {
                switch action {
                case .setNumber(.call, slot, let sources, _):
                    words = sources.compactMap {
                        switch $0 {
                        case .number(let number), .guarded(.number(let number), _): number
                        default: nil
                        }
                    }
                case .setNumber(.call, let other, let sources, _):
                    guard program.callNumbers[other].fact.kind == .cause, case .number(let number)? = sources.first
                    else { continue }
                    cause = Self.code(spec.causes[number].name.text)
                case .setCause(.call, _, _): cause = Self.byCode
                case .setNumber, .setCause, .setText, .setParty, .addNumber, .clearNumber, .clearText, .mergeBridge,
                    .mergePeer, .startTimer, .stopTimer, .startThingTimer, .stopThingTimer, .clearThing, .forgetThing,
                    .keepThings, .say, .emit, .emitChanged, .emitForEach, .appendText, .eachChannel:
                    continue
                }
            }
            guard let cause else { continue }
            for word in words where !causes[word].contains(cause) { causes[word].append(cause) }
        }
        for word in causes.indices { causes[word].sort { ($0 != Self.byCode ? 0 : 1) < ($1 != Self.byCode ? 0 : 1) } }
        return causes
    }

    private mutating func causes() {
        guard !spec.causes.isEmpty else { return }
        paragraph("## Causes")
        paragraph(
            "Codes are those of ITU-T Q.850 with Asterisk's numbers. A code without a name here gets the name of the "
                + "last one of its class. Causes without a code do not belong to Q.850.")
        table(
            ["Code", "Cause", "Meaning"],
            spec.causes.map {
                [$0.code.map(String.init) ?? "", Self.code($0.name.text), Self.cell($0.description)]
            })
    }

    private mutating func states() {
        paragraph("## States")
        paragraph("![The states of a call and the triggers between them](states.svg)")
        paragraph(
            "Each column is a state, each row a transition, from the dot to the arrowhead. Above it are its triggers "
                + "and, in bold, the published messages.")
        table(
            ["State", "Meaning"],
            spec.states.enumerated().map { number, state in
                let end =
                    (number == 0 ? " A call begins here." : "") + (state.isFinal ? " Nothing follows." : "")
                return [state.name.text, Self.cell(state.about) + end]
            })
    }

    // MARK: Asterisk

    private mutating func asterisk() {
        paragraph("## AMI events")
        let rollCall = spec.ami.rollCall
        let answers = Set([rollCall?.item.text, rollCall?.complete.text].compactMap(\.self))
        let heard = spec.ami.events.filter { !answers.contains($0.name.text) }
        let classes = Set(heard.map(\.amiClass.text)).sorted()
        var rights = "The AMI user needs `read = \(classes.joined(separator: ","))` in `manager.conf`"
        if let rollCall {
            let asked = Set(spec.ami.events.filter { answers.contains($0.name.text) }.map(\.amiClass.text)).sorted()
            rights +=
                ", and the right to the action \(Self.code(rollCall.action.text)), by which calls are found again after "
                + "a lost connection: `write = \(asked.joined(separator: ","))`"
        }
        paragraph(rights + ".")
        table(
            ["AMI event", "Class", "Subject", "Headers"],
            spec.ami.events.map { event in
                let headers = event.headers.map { Self.code($0.text) }.joined(separator: ", ")
                let name = Self.code(event.name.text)
                return [
                    name, event.amiClass.text, subject(event, isAnswer: answers.contains(event.name.text)), headers,
                ]
            })
    }

    private func subject(_ event: EventDeclaration, isAnswer: Bool) -> String {
        if isAnswer { return "an answer to \(Self.code(spec.ami.rollCall?.action.text ?? ""))" }
        var text =
            switch event.channel {
            case .none: "no channel"
            case .mentions: "a channel"
            case .begins: "a new channel"
            case .ends: "an ended channel"
            case .everyCall: "every call"
            }
        if event.peer != nil { text += ", and a second one" }
        switch event.bridge {
        case .enters: text += " that enters a bridge"
        case .leaves: text += " that leaves a bridge"
        case nil: break
        }
        return text
    }

    // MARK: Markdown

    private mutating func table(_ heads: [String], _ rows: [[String]]) {
        line("| " + heads.joined(separator: " | ") + " |")
        line("|" + heads.map { _ in " --- |" }.joined())
        for row in rows { line("| " + row.joined(separator: " | ") + " |") }
        line()
    }

    private func link(_ message: Int) -> String {
        let name = spec.messages[message].name.text
        return "[\(Self.code(name))](#\(name))"
    }

    private static func code(_ text: String) -> String { "`\(text)`" }

    private static func cell(_ text: String) -> String {
        inline(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    /// A text in which nothing is taken for Markdown.
    private static func inline(_ text: String) -> String {
        var out = ""
        for character in text {
            switch character {
            case "*", "`", "<", "[", "\\": out += "\\\(character)"
            case _ where character.isNewline: out += " "
            default: out.append(character)
            }
        }
        return out
    }
}
