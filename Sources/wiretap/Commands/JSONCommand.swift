import AMI
import ArgumentParser

struct JSONCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "json",
        abstract: "Print a capture as JSON.",
        discussion: """
            Each message is an object with its headers in their order, all values strings. A header that comes more \
            than once is an array at its first place; lines that are no headers are an array under the empty key; \
            the banner is {"banner": …}. Invalid UTF-8 becomes U+FFFD.

            EXAMPLE: wiretap json --lines monday.raw | jq -r 'select(.Event == "Hangup") | .Uniqueid'
            """)

    @Argument(help: "The capture.", completion: .file(extensions: ["raw"])) var file: String
    @Flag(help: "An object a line (JSON Lines) instead of one array.") var lines = false

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
