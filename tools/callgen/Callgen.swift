import ArgumentParser

/// The generator's command line.
@main
struct Callgen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callgen",
        abstract: "Checks and proves a spec, and generates the correlator's tables and the documents.",
        discussion: """
            A spec declares the AMI events that matter, the states of a call, the triggers that change them, and what \
            is published. The JSON Schema spec/calls.schema.json describes the language.

            EXIT STATUS:
              0   success
              1   the spec has an error, a claim is not proved, or a file can't be read or written
            """,
        subcommands: [
            Check.self, Verify.self, Generate.self, Documents.self, Docs.self, Schema.self, Asyncapi.self, Diagram.self,
        ])
}
