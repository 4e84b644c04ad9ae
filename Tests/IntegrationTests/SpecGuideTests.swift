import TestSupport
import Testing

/// The guide's examples are run, as a reader would run them.
@Suite("The spec by example", .timeLimit(.minutes(5)))
struct SpecGuideTests {
    @Test("makes the daemon say what the guide says", arguments: SpecGuide.examples())
    func example(_ example: SpecGuide.Example) async throws {
        let original = read(file: Checkout.file("spec/calls.json"))
        var changed = original
        for step in example.steps {
            try await SpecGuide.apply(step, to: &changed)
            guard case .output(let command, let lines) = step else { continue }
            for (spec, mark) in [(original, "-"), (changed, "+")] {
                let patterns = lines.filter { $0.hasPrefix(" ") || $0.hasPrefix(mark) }.map { String($0.dropFirst()) }
                let printed = try await printed(command, by: spec)
                #expect(
                    SpecGuide.matches(printed, patterns), "lines with \(mark):\n\(printed.joined(separator: "\n"))")
            }
        }
    }

    /// What a command of the guide prints, with a certain spec.
    private func printed(_ command: String, by spec: String) async throws -> [String] {
        let folder = TemporaryDirectory()
        write(spec, to: folder.file("calls.json"))
        let program = Program.path("asterisk-mqtt")
        let path = program.dropLast("/asterisk-mqtt".count)
        let own = command.replacing(
            "asterisk-mqtt replay ", with: "asterisk-mqtt replay --spec \(folder.file("calls.json")) ")
        let process = try ChildProcess(
            "bash", ["-c", "set -eo pipefail; cd \(Checkout.path); PATH=\(path):$PATH; \(own)"],
            output: folder.file("log"))
        let code = try await process.wait()
        guard code == 0 else { throw TestFailure("\(command) ended with \(code):\n\(process.text)") }
        return process.lines()
    }
}
