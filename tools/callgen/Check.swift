import ArgumentParser
import CallSpec

/// `callgen check FILE`
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what is wrong with a spec, as FILE:LINE:COLUMN: error: …",
        discussion: "Exits with 1 where there is an error; warnings alone are no failure.")

    @Option(name: .customLong("ami-events"), help: "What Asterisk documents of its AMI events, to check names against.")
    var documentation: String?

    @Argument(help: "The spec, such as spec/calls.json.")
    var spec: String

    func run() throws {
        let program = try SpecFile(path: spec, documentationPath: documentation).compile()
        let specification = program.specification
        print(
            "\(spec): \(specification.states.count) states, \(specification.triggers.count) triggers, "
                + "\(specification.transitions.count) transitions, \(specification.messages.count) messages, "
                + "\(specification.causes.count) causes")
    }
}
