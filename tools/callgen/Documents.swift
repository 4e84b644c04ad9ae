import ArgumentParser

/// `callgen documents [FILE]`
struct Documents: ParsableCommand {
    private static let usualFolder = "spec/generated"

    static let configuration = CommandConfiguration(
        abstract: "Makes all documents of a spec: reference, schemas, AsyncAPI, diagrams.",
        discussion: """
            Writes into the folder:

              events.md                  what is published, for people
              schemas/NAME.schema.json   JSON Schema (2020-12) of each payload
              schemas/any-event…         the same of any payload
              asyncapi.json              AsyncAPI 3.0
              states.svg, .mmd, .dot     the states as a picture, for Mermaid
                                         and for Graphviz

            The same spec gives the same bytes. Files that are as they should be are left alone, and schemas of events \
            that are no more are taken away. Run it in the folder of the package after each change of the spec.
            """)

    @OptionGroup var source: SpecOptions

    @Option(name: .shortAndLong, help: "The folder.")
    var output = Self.usualFolder

    @Option(help: "The version of the interface, for AsyncAPI.")
    var apiVersion = Asyncapi.version

    @Flag(help: "Write nothing; fail where a document is not what the spec says.")
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
            print("error: make the documents anew: swift run callgen documents\(arguments)")
            throw ExitCode.failure
        }
        print("\(output): \(set.documents.count) documents are what \(source.spec) says")
    }

    /// The arguments that are not as they are by default.
    private var arguments: String {
        var text = ""
        if source.spec != SpecOptions.usualSpec { text += " \(source.spec)" }
        if output != Self.usualFolder { text += " --output \(output)" }
        if apiVersion != Asyncapi.version { text += " --api-version \(apiVersion)" }
        return text
    }
}
