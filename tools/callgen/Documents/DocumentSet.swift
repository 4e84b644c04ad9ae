import CallSpec

/// All documents of a spec, by their paths below one folder: the same bytes for the same spec.
struct DocumentSet {
    /// One document.
    struct Document {
        /// Its path below the folder.
        var path: String
        /// What is in it.
        var text: String
    }

    /// What the schema of all payloads is called. No message can have this name: theirs have no hyphen.
    static let schemaOfAll = "any-event"

    /// The documents, sorted by path.
    let documents: [Document]

    /// The documents of a program.
    /// - Parameter version: The version of the interface, for AsyncAPI.
    init(_ program: CallProgram, version: String) {
        let reference = EventReference(program)
        let schemas = SchemaRenderer(reference)
        let diagram = StateDiagram(program)
        var documents = [
            Document(path: "events.md", text: MarkdownRenderer(reference).render()),
            Document(path: "asyncapi.json", text: AsyncAPIRenderer(reference, version: version).render()),
            Document(path: Self.schemaPath(Self.schemaOfAll), text: schemas.fileOfAll()),
        ]
        for (number, message) in program.specification.messages.enumerated() {
            documents.append(Document(path: Self.schemaPath(message.name.text), text: schemas.file(number)))
        }
        for format in DiagramFormat.allCases {
            documents.append(Document(path: "states.\(format.suffix)", text: format.render(diagram)))
        }
        self.documents = documents.sorted { $0.path < $1.path }
    }

    private static func schemaPath(_ name: String) -> String { "schemas/\(name).schema.json" }
}
