import ArgumentParser

struct SanitizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sanitize",
        abstract: "Replaces personal data and secrets in recordings, in place.",
        discussion: """
            These stand-ins replace personal data in headers, answers, variables and arguments of applications:

              192.0.2.1          IPv4 addresses, except loopback and 0.0.0.0
              2001:db8::1        IPv6 addresses, except ::1 and ::
              00:00:5e:00:53:00  MAC addresses, also 001565abcdef and
                                 0015.65ab.cdef
              2015550100         numbers of five or more digits, also in groups
              Person 1           names: where a header, a variable or the word
                                 before marks them; in quotation marks before
                                 <NUMBER>; two or more capitalised words; and
                                 wherever such a name occurs again
              Person-1           users of addresses, URLs and digests, account
                                 codes
              host1.example.org  hosts, domains, the name of the PBX
              redacted-1         passwords, PINs, keys, tokens, cookies, nonces,
                                 challenges and their answers
              ExampleUA/1        user agents
              0                  pressed keys

            These stay: extensions of up to four digits; ids, times, states and counters in the form that Asterisk \
            writes; contexts, queues, trunks, endpoints and AMI users; line ends and the order of messages. A replay \
            gives the same calls, with other names and numbers.

            These can't be recognised: a single word or one without a capital that nothing marks as a name; a number \
            in words; the names of sound files. The command lists words that it did not replace and that may be \
            names. Check them and the result before you share a recording.

            The same value gets the same stand-in in all files of one run, so that calls can still be followed. \
            Therefore sanitise files that belong together in one run. A second run changes nothing. NAME.bak keeps \
            the original; it is never overwritten.
            """)

    /// How many of the words that are left are listed.
    private static let shown = 40

    @Argument(help: "The recordings.", completion: .file(extensions: ["raw"])) var files: [String]

    func run() async throws {
        try await Wiretap.reporting {
            let summary = try FileSanitizer.sanitize(files)
            let names: [(StandIns.Kind, String)] = [
                (.address4, "IPv4 addresses"), (.address6, "IPv6 addresses"), (.mac, "MAC addresses"),
                (.number, "numbers"), (.person, "people"), (.host, "hosts"), (.secret, "secrets"),
                (.userAgent, "user agents"),
            ]
            let counts = names.compactMap { kind, name in summary.counts[kind].map { "\($0) \(name)" } }
            print(
                "\(summary.changed) of \(summary.files) files changed"
                    + (counts.isEmpty ? "" : "; replaced: " + counts.joined(separator: ", ")))
            guard !summary.leftovers.isEmpty else { return }
            print("Not replaced, but may be a name:")
            for word in summary.leftovers.prefix(Self.shown) {
                print("  \(word.text) (\(word.header)\(word.count > 1 ? ", \(word.count) times" : ""))")
            }
            if summary.leftovers.count > Self.shown { print("  and \(summary.leftovers.count - Self.shown) more") }
        }
    }
}
