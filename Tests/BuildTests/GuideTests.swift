import Foundation
import TestSupport
import Testing

extension SpecChangeTests {
    @Test("makes the daemon tell what the guide says, for each of its examples")
    func guide() async throws {
        let copy = try await PackageCopy()
        let original = copy.spec
        let examples = SpecGuide.examples()
        // One build for all: they don't get into each other's way.
        var all = original
        for example in examples {
            for step in example.steps { try await SpecGuide.apply(step, to: &all) }
        }
        copy.spec = all
        try await copy.build()
        for example in examples {
            var own = original
            for step in example.steps {
                try await SpecGuide.apply(step, to: &own)
                guard case .output(let command, let lines) = step else { continue }
                let before = try await printed(command, by: Program.path("asterisk-mqtt"))
                let after = try await printed(command, by: copy.daemon)
                    .filter { try isDeclared($0, in: own) }
                for (told, mark) in [(before, "-"), (after, "+")] {
                    let patterns = lines.filter { $0.hasPrefix(" ") || $0.hasPrefix(mark) }.map {
                        String($0.dropFirst())
                    }
                    #expect(
                        SpecGuide.matches(told, patterns),
                        "\(example.title), lines with \(mark):\n\(told.joined(separator: "\n"))")
                }
            }
        }
        copy.spec = original
    }

    /// What a command of the guide prints, with a certain daemon.
    private func printed(_ command: String, by daemon: String) async throws -> [String] {
        let folder = TemporaryDirectory()
        let path = URL(filePath: daemon).deletingLastPathComponent().path()
        let process = try ChildProcess(
            "bash", ["-c", "set -eo pipefail; cd \(Checkout.path); PATH=\(path):$PATH; \(command)"],
            output: folder.file("log"))
        let code = try await process.wait()
        guard code == 0 else { throw TestFailure("\(command) ended with \(code):\n\(process.text)") }
        return process.lines()
    }

    /// Whether a line's message is one of a spec, and not one that another example added.
    private func isDeclared(_ line: String, in spec: String) throws -> Bool {
        let messages = try JSONSerialization.jsonObject(with: Data(spec.utf8)) as? [String: Any]
        let names = try #require(messages?["messages"] as? [String: Any])
        let event = try #require(line.firstMatch(of: /"event":"([a-z_]+)"/))
        return names.keys.contains(String(event.1))
    }
}
