import AMIClient
import Calls
import Correlator
import Foundation
import Logging
import Testing

@Suite("The example of the documentation")
struct ExampleTests {
    /// Compiled, so that what is shown to people is sure to compile.
    private func example() async {
        // What is shown begins here.
        let pbx = AMIConnectionOptions(host: "pbx.example", username: "events", secret: AMISecret("…"))
        for await event in CallEvents(of: pbx, as: .calls, logger: Logger(label: "calls")) {
            print(event.name, event.callID, String(decoding: event.payload, as: UTF8.self))
        }
        // What is shown ends here.
    }

    @Test("is the code that is compiled here", arguments: ["README.md", "Sources/Calls/CallEvents.swift"])
    func shown(_ file: String) throws {
        let here = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
        let begin = try #require(here.range(of: "// What is shown begins here.\n"))
        let end = try #require(here.range(of: "        // What is shown ends here.\n"))
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        // In a doc comment each line begins with the comment's mark.
        let plain = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("///") ? String($0.dropFirst($0.hasPrefix("/// ") ? 4 : 3)) : String($0) }
            .joined(separator: "\n")
        let code = here[begin.upperBound..<end.lowerBound].split(separator: "\n")
            .map { $0.dropFirst(8) }.joined(separator: "\n")
        #expect(plain.contains("\n\(code)\n"), "\(file) shows other code than:\n\(code)")
    }
}
