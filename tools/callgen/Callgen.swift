import ArgumentParser

/// The generator's command line.
@main
struct Callgen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callgen",
        abstract: "Checks and proves a spec of calls, and makes of it the correlator's tables and the documents.",
        discussion: """
            The spec says what is heard of Asterisk, which states a call has, what moves it from one to the next, and \
            what is then published. Its own schema, spec/calls.schema.json, describes the language.
            """,
        subcommands: [
            Check.self, Verify.self, Generate.self, Documents.self, Docs.self, Schema.self, Asyncapi.self, Diagram.self,
        ])
}
