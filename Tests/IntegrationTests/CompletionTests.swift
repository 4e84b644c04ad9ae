import TestSupport
import Testing

@Suite("What shells complete")
struct CompletionTests {
    private let folder = TemporaryDirectory()

    /// What bash proposes for the last word of a line.
    private func proposals(for line: String, of program: String) async throws -> [String] {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let script = """
            set -e
            '\(Checkout.file("tools/packaging/completions"))' --output '\(folder.path)' '\(Program.path(program))'
            . '\(folder.path)/bash/\(program)'
            function=$(complete -p \(program) | grep -o -- '-F [^ ]*' | cut -d' ' -f2)
            COMP_LINE='\(line)' COMP_POINT=\(line.count) COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " ")))
            COMP_CWORD=\(words.count - 1)
            "$function" \(program) '\(words.last ?? "")' '\(words.dropLast().last ?? "")' || true
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let bash = try ChildProcess("bash", ["-c", script], output: folder.file("log"))
        #expect(try await bash.wait() == 0, "\(bash.text)")
        return bash.lines()
    }

    @Test(
        "Commands, options and values of both programs",
        arguments: [
            ("asterisk-mqtt", "asterisk-mqtt wat", ["watch"]),
            ("asterisk-mqtt", "asterisk-mqtt watch --mqtt-top", ["--mqtt-topic-prefix"]),
            ("asterisk-mqtt", "asterisk-mqtt run --ami-tls-ca", ["--ami-tls-ca-file"]),
            ("wiretap", "wiretap sa", ["sanitize"]),
            ("asterisk-mqtt", "asterisk-mqtt run --ami-auth ", ["md5", "plain"]),
            ("asterisk-mqtt", "asterisk-mqtt run --mqtt-states t", ["true"]),
            ("asterisk-mqtt", "asterisk-mqtt watch --mqtt-protocol 3", ["3.1.1"]),
            ("asterisk-mqtt", "asterisk-mqtt explain --format m", ["mermaid"]),
            ("wiretap", "wiretap capture --event-mask dial", ["dialplan"]),
        ])
    func bash(_ program: String, _ line: String, _ expected: [String]) async throws {
        #expect(try await proposals(for: line, of: program) == expected)
        for file in ["zsh/_\(program)", "fish/\(program).fish"] {
            #expect(read(file: "\(folder.path)/\(file)").contains(program))
        }
    }
}
