import ArgumentParser

struct SplitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Cut a recorded session into one file a call.",
        discussion: """
            A call is all channels that share a Linkedid; calls that become one (transfer, pickup, a bridge) are one \
            file. Each begins with the session's banner and login, is named after the call's first Linkedid, and gets \
            its share of the arrival times. What belongs to no call goes to session.raw.
            """)

    @Argument(help: "The capture.", completion: .file(extensions: ["raw"])) var file: String
    @Option(name: [.short, .long], help: "The folder for the files; made if it's not there.", completion: .directory)
    var output: String
    @Flag(help: "Leave out what belongs to no call.") var callsOnly = false
    @Flag(help: "Overwrite files that are there.") var force = false

    func run() async throws {
        try await Wiretap.reporting {
            let summary = try SessionFiles.split(file, into: output, keepsRest: !callsOnly, overwrite: force)
            for name in summary.calls { print("\(output)/\(name)") }
            let rest = callsOnly ? "left out" : "in \(SessionFiles.restName)"
            Wiretap.complain("\(summary.calls.count) calls; \(summary.restMessages) messages of no call, \(rest)")
        }
    }
}
