import ArgumentParser

struct SanitizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sanitize",
        abstract: "Replace what is personal or secret in captures, in place.",
        discussion: """
            Replaced: IP addresses but loopback; MAC addresses; phone numbers of five digits and more wherever they stand, channel \
            names included; names of people; SIP URIs, mail addresses and the names in them; host names; user agents; \
            secrets, keys and challenges; typed digits (all become 0). Extensions of up to four digits stay, so do \
            ids, times, states, contexts, the names of trunks and of AMI users, line ends and the order of things.

            The same thing gets the same stand-in in all files of one run, so that calls can still be followed: give \
            files that belong together together. Stand-ins are of ranges reserved for it (192.0.2.0/24 and so on, \
            2001:db8::/32, numbers with 555-01XX, hostN.example.org, Person N), and a second run changes nothing.

            The original is kept as NAME.bak, the first one for good. Look at the result before you show it: what a \
            dialplan writes into a variable can be anything.
            """)

    @Argument(help: "The captures.", completion: .file(extensions: ["raw"])) var files: [String]

    func run() async throws {
        try await Wiretap.reporting {
            let summary = try FileSanitizer.sanitize(files)
            let names: [(StandIns.Kind, String)] = [
                (.address4, "IPv4 addresses"), (.address6, "IPv6 addresses"), (.number, "numbers"), (.person, "people"),
                (.host, "hosts"), (.secret, "secrets"), (.userAgent, "user agents"),
            ]
            let counts = names.compactMap { kind, name in summary.counts[kind].map { "\($0) \(name)" } }
            print(
                "\(summary.changed) of \(summary.files) files changed"
                    + (counts.isEmpty ? "" : "; replaced: " + counts.joined(separator: ", ")))
        }
    }
}
