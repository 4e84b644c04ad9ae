import ArgumentParser

struct MultiplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "multiply",
        abstract: "Makes one long recording of short ones, with new ids and many simultaneous calls.",
        discussion: """
            Plays the calls of all recordings in turn into a file, with new ids and Timestamps, and with \
            --concurrent calls at any time. When the file is long enough, no new call begins, and the running ones \
            end; so the file gets a little longer. The same input gives the same bytes.

            EXAMPLE: wiretap multiply Fixtures/22.10/*.raw --bytes 100MB --concurrent 400 -o big.raw
            """)

    @Argument(help: "The recordings.", completion: .file(extensions: ["raw"])) var files: [String]
    @Option(name: [.short, .long], help: "The file to write.", completion: .file()) var output: String
    @Option(help: "The length in bytes, or with the unit kB, MB or GB (powers of ten).") var bytes: ByteCount
    @Option(help: "How many simultaneous calls.") var concurrent = 1
    @Option(help: "The first Timestamp, in seconds since 1970.") var epoch: Int64 = 1_800_000_000
    @Flag(help: "Overwrite an existing file.") var force = false

    func validate() throws {
        if !(1...1_000_000).contains(concurrent) { throw ValidationError("--concurrent must be from 1 to 1000000") }
        if !(0...32_503_680_000).contains(epoch) { throw ValidationError("--epoch must be from 0 to 32503680000") }
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
