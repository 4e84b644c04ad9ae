import ArgumentParser

/// `callgen asyncapi [FILE]`
struct Asyncapi: ParsableCommand {
    /// The version of the interface, where none is given.
    static let version = "1.0.0"

    static let configuration = CommandConfiguration(
        commandName: "asyncapi",
        abstract: "Prints an AsyncAPI 3.0 document, as JSON.",
        discussion:
            "For tools that make clients, mocks and pages of such a document: topics, payloads, an example of each.")

    @Option(help: "The version of the interface.")
    var apiVersion = Self.version

    @OptionGroup var source: SpecOptions

    func run() throws {
        print(AsyncAPIRenderer(EventReference(try source.compile()), version: apiVersion).render(), terminator: "")
    }
}
