import ArgumentParser
import CallSpec

/// `callgen schema [FILE]`
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the JSON Schema (2020-12) of the payloads.",
        discussion: """
            The schema is strict: it allows no undeclared fields, and no other words than the declared ones.
            """)

    @Option(name: .shortAndLong, help: "The event, such as hungup. Default: a schema of any event.")
    var event: String?

    @OptionGroup var source: SpecOptions

    func run() throws {
        let reference = EventReference(try source.compile())
        let renderer = SchemaRenderer(reference)
        guard let event else {
            print(renderer.fileOfAll(), terminator: "")
            return
        }
        let names = reference.spec.messages.map(\.name.text)
        guard let number = names.firstIndex(of: event) else {
            throw ValidationError(
                "\(source.spec) has no event '\(event)'; it has \(names.joined(separator: ", ")).")
        }
        print(renderer.file(number), terminator: "")
    }
}
