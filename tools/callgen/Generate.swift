import ArgumentParser
import CallSpec

/// `callgen generate FILE --output FILE`
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the Swift tables of a spec.",
        discussion: "The build tool plugin CallTables runs this; by hand it shows what a build is made of.")

    @Option(name: .customLong("ami-events"), help: "What Asterisk documents of its AMI events, to check names against.")
    var documentation: String?

    @Option(name: .shortAndLong, help: "The Swift file to write.")
    var output: String

    @Flag(help: "Import Correlator: for tables that are built into another module.")
    var importCorrelator = false

    @Argument(help: "The spec, such as spec/calls.json.")
    var spec: String

    func run() throws {
        let program = try SpecFile(path: spec, documentationPath: documentation).compile()
        let source = TableRenderer(program, importsCorrelator: importCorrelator).render()
        try OutputFile(path: output).write(source)
    }
}
