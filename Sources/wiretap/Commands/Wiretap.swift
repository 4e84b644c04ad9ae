import ArgumentParser
import Console

@main
struct Wiretap: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wiretap",
        abstract: "Record, sanitise, split and play back what an Asterisk says over its manager interface (AMI).",
        discussion: """
            A capture is the bytes of an AMI connection exactly as they arrived (NAME.raw); when they arrived is in a \
            text file beside it (NAME.raw.times: OFFSET MICROSECONDS, one line a chunk read; optional).

            Exit codes are those of sysexits.h: 64 wrong usage, 65 bad input, 66 input not there, 69 the other side not \
            there, 73 output can't be made, 74 reading or writing failed, 77 login refused.
            """,
        subcommands: [
            CaptureCommand.self, SanitizeCommand.self, SplitCommand.self, JSONCommand.self, PlayCommand.self,
            MultiplyCommand.self,
        ])

    /// Runs a command's body; a failure is told on standard error and becomes the exit code.
    static func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let failure as Failure {
            complain(failure.description)
            throw ExitCode(failure.code)
        }
    }

    /// A line on standard error.
    static func complain(_ text: String) { StandardError.write("wiretap: \(text)\n") }
}
