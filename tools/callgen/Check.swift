import ArgumentParser
import CallSpec

/// `callgen check FILE`
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reports the errors and warnings of a spec, as FILE:LINE:COLUMN.",
        discussion: """
            Prints all errors and warnings to standard error. Warnings are about things that are legal but probably \
            not meant. Exits with 1 if there is an error.
            """)

    @Option(name: .customLong("ami-events"), help: SpecFile.documentationHelp)
    var documentation: String?

    @OptionGroup var source: SpecOptions

    func run() throws {
        let program = try SpecFile(path: source.spec, documentationPath: documentation).compile()
        let specification = program.specification
        print(
            "\(source.spec): \(specification.states.count) states, \(specification.triggers.count) triggers, "
                + "\(specification.transitions.count) transitions, \(specification.messages.count) messages, "
                + "\(specification.causes.count) causes")
    }
}
