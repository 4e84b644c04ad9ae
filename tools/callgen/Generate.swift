import ArgumentParser
import CallSpec

/// `callgen generate FILE --output FILE`
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Generates the Swift tables of a spec.",
        discussion: "The build tool plugin CallTables runs this in each build.")

    @Option(name: .customLong("ami-events"), help: SpecFile.documentationHelp)
    var documentation: String?

    @Option(
        name: .shortAndLong,
        help: "The Swift file to write. The hangup causes are written beside it, to \(CauseRenderer.fileName).")
    var output: String

    @Flag(help: "Import Correlator, for tables in another module.")
    var importCorrelator = false

    @Argument(help: "The spec, such as spec/calls.json.")
    var spec: String

    func run() throws {
        let program = try SpecFile(path: spec, documentationPath: documentation).compile()
        let source = TableRenderer(program, importsCorrelator: importCorrelator).render()
        try OutputFile(path: output).write(source)
        let causes = CauseRenderer(program, importsCorrelator: importCorrelator).render()
        let folder = output.lastIndex(of: "/").map { output[...$0] } ?? ""
        try OutputFile(path: folder + CauseRenderer.fileName).write(causes)
    }
}
