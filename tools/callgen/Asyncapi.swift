import ArgumentParser

/// `callgen asyncapi [FILE]`
struct Asyncapi: ParsableCommand {
    /// The default version of the interface.
    static let version = "1.0.0"

    static let configuration = CommandConfiguration(
        commandName: "asyncapi",
        abstract: "Prints an AsyncAPI 3.0 document as JSON.",
        discussion:
            "For tools that generate clients, mocks and pages: topics, payloads, an example of each.")

    @Option(help: "The version of the interface.")
    var apiVersion = Self.version

    @OptionGroup var source: SpecOptions

    func run() throws {
        print(AsyncAPIRenderer(EventReference(try source.compile()), version: apiVersion).render(), terminator: "")
    }
}
