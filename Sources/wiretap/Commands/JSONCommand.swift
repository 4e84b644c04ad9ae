import AMI
import ArgumentParser

struct JSONCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "json",
        abstract: "Prints a recording as JSON.",
        discussion: """
            Each message is an object with its headers in order. All values are strings. A header that occurs more \
            than once is an array at its first place. Lines without a header are an array under the empty key. The \
            banner is {"banner": …}. Invalid UTF-8 becomes U+FFFD.

            EXAMPLE: wiretap json --lines monday.raw | jq -r 'select(.Event == "Hangup") | .Uniqueid'
            """)

    @Argument(help: "The recording.", completion: .file(extensions: ["raw"])) var file: String
    @Flag(help: "Print one object on each line (JSON Lines) instead of one array.") var lines = false

    func run() async throws {
        try await Wiretap.reporting {
            let source = try CaptureSource(path: file)
            var output = OutputFile(standardOutput: ())
            try source.withBytes { (bytes) throws(Failure) in
                try CaptureJSON(form: lines ? .lines : .array).write(bytes) { (text) throws(Failure) in
                    try output.append(text)
                }
            }
            try output.finish()
        }
    }
}
