import ArgumentParser

struct MultiplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "multiply",
        abstract: "Make one long capture of short ones, with fresh ids and many calls at once.",
        discussion: """
            The calls of all captures are played in turn into a file, with ids and Timestamps of their own, so many at \
            any time as --concurrent says. When the file is long enough no call begins any more, and those that run \
            come to their end; so it gets a little longer. The same input gives the same bytes.

            EXAMPLE: wiretap multiply Fixtures/22.10/*.raw --bytes 100MB --concurrent 400 -o big.raw
            """)

    @Argument(help: "The captures.", completion: .file(extensions: ["raw"])) var files: [String]
    @Option(name: [.short, .long], help: "The file to write.") var output: String
    @Option(help: "How long it gets: a number, or with kB, MB or GB (powers of ten) behind it.") var bytes: ByteCount
    @Option(help: "How many calls at a time.") var concurrent = 1
    @Option(help: "Seconds since 1970 that the first Timestamp gets.") var epoch: Int64 = 1_800_000_000
    @Flag(help: "Overwrite the file if it's there.") var force = false

    func validate() throws {
        if !(1...1_000_000).contains(concurrent) { throw ValidationError("--concurrent is not from 1 to 1000000") }
        if !(0...32_503_680_000).contains(epoch) { throw ValidationError("--epoch is no time") }
    }

    func run() async throws {
        try await Wiretap.reporting {
            let templates = try PlayInput.templates(files, asCalls: true, evenly: 20_000)
            let schedule = PlaySchedule(templates, pace: .atOnce(concurrent), loops: nil, epoch: epoch * 1_000_000)
            let preamble = try PlayInput.preamble(of: files[0])
            var file = try OutputFile(path: output, overwrite: force)
            let summary = try StreamMultiplier.write(schedule, preamble: preamble, bytes: bytes.value) {
                (chunk) throws(Failure) in try file.append(chunk)
            }
            try file.finish()
            Wiretap.complain("\(output): \(summary.bytes) bytes, \(summary.messages) events, \(summary.rounds) calls")
        }
    }
}
