import ArgumentParser

struct SplitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Splits a recording into one file for each call.",
        discussion: """
            A call is all channels that share a Linkedid. Calls that merge (transfer, pickup, a bridge) go into one \
            file. Each file begins with the session's banner and login, is named after the call's first Linkedid, \
            and has its own arrival times. Messages without a call go to session.raw.
            """)

    @Argument(help: "The recording.", completion: .file(extensions: ["raw"])) var file: String
    @Option(name: [.short, .long], help: "The folder for the files; created if missing.", completion: .directory)
    var output: String
    @Flag(help: "Leave out messages that belong to no call.") var callsOnly = false
    @Flag(help: "Overwrite existing files.") var force = false

    func run() async throws {
        try await Wiretap.reporting {
            let summary = try SessionFiles.split(file, into: output, keepsRest: !callsOnly, overwrite: force)
            for name in summary.calls { print("\(output)/\(name)") }
            let rest = callsOnly ? "left out" : "in \(SessionFiles.restName)"
            let count = summary.calls.count
            Wiretap.complain(
                "\(count) \(count == 1 ? "call" : "calls"); \(summary.restMessages) messages without a call \(rest)")
        }
    }
}
