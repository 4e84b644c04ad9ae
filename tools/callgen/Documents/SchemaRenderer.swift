import CallSpec

/// Writes JSON Schemas (2020-12) of the payloads.
struct SchemaRenderer {
    /// How one schema refers to another.
    enum Place: String {
        /// Within a schema file.
        case definitions = "#/$defs/"
        /// Within an AsyncAPI document.
        case components = "#/components/schemas/"
    }

    private static let dialect = "https://json-schema.org/draft/2020-12/schema"
    private let reference: EventReference
    private let place: Place

    init(_ reference: EventReference, refersTo place: Place = .definitions) {
        self.reference = reference
        self.place = place
    }

    /// The schema of one message's payload, which needs no other file.
    func file(_ message: Int) -> String {
        let declaration = reference.spec.messages[message]
        return document([
            ("title", .string(declaration.name.text)), ("description", .string(declaration.description)),
            ("type", .string("object")), ("required", required(message)), ("properties", properties(message)),
            ("additionalProperties", .flag(false)), ("examples", .array([reference.example(message)])),
            ("$defs", shared(of: [message])),
        ])
    }

    /// The schema of every payload there is, which needs no other file.
    func fileOfAll() -> String {
        let messages = reference.spec.messages.indices
        let names = reference.spec.messages.map(\.name.text)
        var definitions: [JSONValue.Member] = []
        if case .object(let members)? = shared(of: Array(messages)) { definitions = members }
        definitions += messages.map { .init(name: names[$0], value: payload($0)) }
        return document([
            ("title", .string(reference.spec.title.isEmpty ? "The events of calls." : reference.spec.title)),
            ("oneOf", .array(names.map { .members([("$ref", .string(place.rawValue + $0))]) })),
            ("$defs", .object(definitions)),
        ])
    }

    /// The schema of one message's payload, as a part of something else.
    func payload(_ message: Int) -> JSONValue {
        .members([
            ("description", .string(reference.spec.messages[message].description)), ("type", .string("object")),
            ("required", required(message)), ("properties", properties(message)),
            ("additionalProperties", .flag(false)),
        ])
    }

    /// The schemas that those of the messages refer to; `nil` where there are none.
    func shared(of messages: [Int]) -> JSONValue? {
        let usesParty = messages.flatMap { reference.fields[$0] }.contains {
            switch $0.type {
            case .party, .parties: true
            case .constant, .sentence, .text, .integer, .count, .flag, .moment, .seconds, .word, .causeName, .texts:
                false
            }
        }
        guard usesParty else { return nil }
        return .members([
            (
                Self.party,
                .members([
                    ("description", .string("A party: an extension and, if known, a name.")),
                    ("type", .string("object")), ("required", .strings(["extension"])),
                    (
                        "properties",
                        .members([
                            (
                                "extension",
                                .members([
                                    ("description", .string("The number; null if unknown.")),
                                    ("type", .strings(["string", "null"])), ("minLength", .integer(1)),
                                ])
                            ),
                            (
                                "name",
                                .members([
                                    ("description", .string("The name, if known.")),
                                    ("type", .string("string")), ("minLength", .integer(1)),
                                ])
                            ),
                        ])
                    ), ("additionalProperties", .flag(false)),
                ])
            )
        ])
    }

    // No message can have this name: theirs have no capitals.
    private static let party = "Party"

    private func document(_ members: [(String, JSONValue?)]) -> String {
        JSONValue.members([("$schema", .string(Self.dialect))] + members).text() + "\n"
    }

    private func required(_ message: Int) -> JSONValue {
        .strings(reference.fields[message].filter { $0.presence != .orAbsent }.map(\.name))
    }

    private func properties(_ message: Int) -> JSONValue {
        .members(reference.fields[message].map { ($0.name, field($0)) })
    }

    private func field(_ field: PayloadField) -> JSONValue {
        let about = field.about.isEmpty ? nil : JSONValue.string(field.about)
        let isNullable = field.presence == .orNull
        func typed(_ name: String, _ more: [(String, JSONValue?)] = []) -> JSONValue {
            let type: JSONValue = isNullable ? .strings([name, "null"]) : .string(name)
            return .members([("description", about), ("type", type)] + more)
        }
        func oneOf(_ words: [String]) -> JSONValue {
            .members([
                ("description", about), ("enum", .array(words.map { .string($0) } + (isNullable ? [.null] : []))),
            ])
        }
        switch field.type {
        case .constant(let text): return .members([("description", about), ("const", .string(text))])
        case .sentence, .text: return typed("string", [("minLength", .integer(1))])
        case .integer: return typed("integer")
        case .count: return typed("integer", [("minimum", .integer(1))])
        case .flag: return typed("boolean")
        case .moment:
            return typed("string", [("format", .string("date-time")), ("pattern", .string(Self.moment))])
        case .seconds: return typed("number", [("minimum", .integer(0))])
        case .word(let words): return oneOf(words)
        case .causeName: return oneOf(reference.spec.causes.map(\.name.text))
        case .party:
            return .members([("description", about), ("$ref", .string(place.rawValue + Self.party))])
        case .texts:
            return typed("object", [("additionalProperties", .members([("type", .string("string"))]))])
        case .parties:
            return typed(
                "array", [("items", .members([("$ref", .string(place.rawValue + Self.party))]))])
        }
    }

    private static let moment = #"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"#
}
