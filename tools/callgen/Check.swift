import ArgumentParser
import CallSpec

/// `callgen check FILE`
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what is wrong with a spec, as FILE:LINE:COLUMN: error: …",
        discussion: """
            Errors and warnings go to standard error, all of them at once. Exits with 1 where there is an error; \
            warnings, which tell of what is legal but probably not meant, are no failure.
            """)

    @Option(name: .customLong("ami-events"), help: "What Asterisk documents of its AMI events, to check names against.")
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
