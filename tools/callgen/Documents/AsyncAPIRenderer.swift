import CallSpec

/// Writes an AsyncAPI 3.0 document of what is published, as JSON.
struct AsyncAPIRenderer {
    private let reference: EventReference
    private let version: String

    /// - Parameter version: The version of the interface, for `info.version`.
    init(_ reference: EventReference, version: String) {
        self.reference = reference
        self.version = version
    }

    /// The whole document.
    func render() -> String {
        let messages = Array(reference.spec.messages.indices)
        let schemas = SchemaRenderer(reference, refersTo: .components)
        var definitions: [JSONValue.Member] = []
        if case .object(let shared)? = schemas.shared(of: messages) { definitions = shared }
        definitions += messages.map { .init(name: name($0), value: schemas.payload($0)) }
        let document = JSONValue.members([
            ("asyncapi", .string("3.0.0")),
            (
                "info",
                .members([
                    ("title", .string("Calls")), ("version", .string(version)),
                    ("description", reference.spec.title.isEmpty ? nil : .string(reference.spec.title)),
                ])
            ),
            ("defaultContentType", .string("application/json")),
            ("servers", .members([("broker", server)])),
            ("channels", .members(messages.map { (name($0), channel($0)) })),
            ("operations", .members(messages.map { ("publish_" + name($0), operation($0)) })),
            (
                "components",
                .members([
                    ("messages", .members(messages.map { (name($0), message($0)) })),
                    ("schemas", .object(definitions)),
                ])
            ),
        ])
        return document.text() + "\n"
    }

    private func name(_ message: Int) -> String { reference.spec.messages[message].name.text }

    private var server: JSONValue {
        .members([
            ("description", .string("The MQTT broker of the daemon.")),
            ("host", .string("{host}")), ("protocol", .string("mqtt")),
            (
                "variables",
                .members([
                    (
                        "host",
                        .members([
                            ("description", .string("The broker's host and port.")),
                            ("default", .string("localhost:1883")),
                        ])
                    )
                ])
            ),
        ])
    }

    private func channel(_ message: Int) -> JSONValue {
        let address = reference.topic(message)
        return .members([
            ("address", .string(address)),
            ("messages", .members([(name(message), Self.reference("components/messages", name(message)))])),
            ("parameters", .members(Self.parameters(of: address).map { ($0, Self.parameter($0)) })),
            ("servers", .array([Self.reference("servers", "broker")])),
        ])
    }

    private func operation(_ message: Int) -> JSONValue {
        let declaration = reference.spec.messages[message]
        return .members([
            ("action", .string("send")), ("channel", Self.reference("channels", name(message))),
            ("summary", .string(declaration.description)),
            ("messages", .array([Self.reference("channels/\(name(message))/messages", name(message))])),
            (
                "bindings",
                .members([
                    (
                        "mqtt",
                        .members([
                            ("qos", declaration.qos.map { .integer($0) }), ("retain", .flag(declaration.retain)),
                            ("bindingVersion", .string("0.2.0")),
                        ])
                    )
                ])
            ),
        ])
    }

    private func message(_ message: Int) -> JSONValue {
        let declaration = reference.spec.messages[message]
        return .members([
            ("name", .string(declaration.name.text)), ("title", .string(declaration.name.text)),
            ("summary", .string(declaration.description)), ("contentType", .string("application/json")),
            ("payload", Self.reference("components/schemas", name(message))),
            (
                "examples",
                .array([
                    .members([("name", .string(declaration.name.text)), ("payload", reference.example(message))])
                ])
            ),
        ])
    }

    /// The names in braces of an address, in order.
    private static func parameters(of address: String) -> [String] {
        var names: [String] = []
        for piece in address.split(separator: "{").dropFirst(address.hasPrefix("{") ? 0 : 1) {
            guard let end = piece.firstIndex(of: "}") else { continue }
            let name = String(piece[..<end])
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    private static func parameter(_ name: String) -> JSONValue {
        switch name {
        case "prefix":
            .members([
                ("description", .string("The configured prefix of all topics.")),
                ("default", .string("asterisk")),
            ])
        case "call_id": .members([("description", .string("The id of the call."))])
        // The name of a header.
        default: .members([("description", .string("The event's \(name)."))])
        }
    }

    private static func reference(_ path: String, _ name: String) -> JSONValue {
        .members([("$ref", .string("#/\(path)/\(name)"))])
    }
}
