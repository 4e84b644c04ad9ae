import ArgumentParser

/// `callgen documents [FILE]`
struct Documents: ParsableCommand {
    private static let usualFolder = "spec/generated"

    static let configuration = CommandConfiguration(
        abstract: "Generates all documents of a spec: reference, schemas, AsyncAPI, diagrams.",
        discussion: """
            Writes into the folder:

              events.md                  the event reference
              schemas/NAME.schema.json   JSON Schema (2020-12) of each payload
              schemas/any-event…         JSON Schema of any payload
              asyncapi.json              AsyncAPI 3.0
              states.svg, .mmd, .dot     the states as a picture, for Mermaid
                                         and for Graphviz

            The same spec gives the same bytes. Files without changes are not written, and schemas of removed events \
            are deleted. Run it in the package's folder after each change of the spec.
            """)

    @OptionGroup var source: SpecOptions

    @Option(name: .shortAndLong, help: "The folder.")
    var output = Self.usualFolder

    @Option(help: "The version of the interface, for AsyncAPI.")
    var apiVersion = Asyncapi.version

    @Flag(help: "Write nothing; exit with 1 if a document is out of date.")
    var check = false

    func run() throws {
        let set = DocumentSet(try source.compile(), version: apiVersion)
        let folder = DocumentFolder(path: output)
        guard check else {
            let done = try folder.update(to: set)
            for line in done { print(line) }
            print("\(output): \(set.documents.count) documents of \(source.spec), \(done.count) changed")
            return
        }
        let differences = try folder.differences(from: set)
        for line in differences { print("error: \(line)") }
        guard differences.isEmpty else {
            print("error: generate the documents again: swift run callgen documents\(arguments)")
            throw ExitCode.failure
        }
        print("\(output): \(set.documents.count) documents are up to date with \(source.spec)")
    }

    /// The arguments that differ from their defaults.
    private var arguments: String {
        var text = ""
        if source.spec != SpecOptions.usualSpec { text += " \(source.spec)" }
        if output != Self.usualFolder { text += " --output \(output)" }
        if apiVersion != Asyncapi.version { text += " --api-version \(apiVersion)" }
        return text
    }
}
