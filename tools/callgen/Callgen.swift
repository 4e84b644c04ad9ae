import ArgumentParser

/// The generator's command line.
@main
struct Callgen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callgen",
        abstract: "Checks and proves a spec of calls, and makes the correlator's tables of it.",
        subcommands: [Check.self, Generate.self, Verify.self])
}
