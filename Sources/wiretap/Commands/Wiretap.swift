import ArgumentParser
import Console

@main
struct Wiretap: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wiretap",
        abstract: "Records, anonymises, splits, converts and plays recordings of Asterisk's manager interface (AMI).",
        discussion: """
            A recording contains the bytes of an AMI connection exactly as they arrived (NAME.raw). The optional \
            text file NAME.raw.times contains their arrival times: OFFSET MICROSECONDS, one line for each read.

            EXIT STATUS:
              0   success
              64  wrong usage
              65  the input is invalid
              66  the input does not exist
              69  the server can't be reached
              73  the output can't be created
              74  reading or writing failed
              77  the login was refused
            """,
        subcommands: [
            CaptureCommand.self, SanitizeCommand.self, SplitCommand.self, JSONCommand.self, PlayCommand.self,
            MultiplyCommand.self,
        ])

    static func main() async {
        ProcessArguments.check(program: "wiretap")
        await main(nil)
    }

    /// Runs a command's body. Reports a failure on standard error and exits with its code.
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
