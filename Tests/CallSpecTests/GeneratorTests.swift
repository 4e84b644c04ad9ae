import TestSupport
import Testing

@Suite("What the generator makes of a spec", .timeLimit(.minutes(5)))
struct GeneratorTests {
    static let small = Checkout.file("Tests/CallSpecTests/Reference/calls.json")
    static let reference = Checkout.file("Tests/CallSpecTests/Reference/CallTables+Generated.swift")
    static let whole = Checkout.file("spec/calls.json")

    /// What `callgen generate` writes.
    private func generate(_ spec: String) async throws -> String {
        let folder = TemporaryDirectory()
        try await run(
            Program.path("callgen"),
            "generate", spec, "--ami-events", Checkout.file("spec/ami-events.json"), "--output", folder.file("a.swift"))
        return read(file: folder.file("a.swift"))
    }

    /// What a tool prints.
    @discardableResult
    private func run(_ tool: String, _ arguments: String...) async throws -> String {
        let folder = TemporaryDirectory()
        let process = try ChildProcess(tool, arguments, output: folder.file("log"))
        let code = try await process.wait()
        #expect(code == 0, "\(tool) \(arguments): \(process.text)")
        return process.text
    }

    @Test("is for a small spec what is kept beside it")
    func reference() async throws {
        let lines = try await generate(Self.small).split(separator: "\n", omittingEmptySubsequences: false)
        let expected = read(file: Self.reference).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines == expected,
            """
            If this is how it should be: swift run callgen generate Tests/CallSpecTests/Reference/calls.json \
            --ami-events spec/ami-events.json --output "Tests/CallSpecTests/Reference/CallTables+Generated.swift"
            """)
    }

    @Test("is the same, to the byte, each time", arguments: [small, whole])
    func repeated(spec: String) async throws {
        let first = try await generate(spec)
        try #require(!first.isEmpty)
        for _ in 0..<3 { #expect(try await generate(spec) == first) }
    }

    @Test("keeps to the rules of style, as it is and laid out for people", arguments: [small, whole])
    func style(spec: String) async throws {
        let folder = TemporaryDirectory()
        let text = try await generate(spec)
        let configuration = Checkout.file(".swift-format")
        func lint(_ text: String) async throws {
            write(text, to: folder.file("generated.swift"))
            try await run(
                "swift", "format", "lint", "--strict", "--configuration", configuration, folder.file("generated.swift"))
        }
        try await lint(text)
        // It says of itself that its layout is nobody's concern; the other rules hold all the same.
        let mark = "// swift-format-ignore-file\n"
        #expect(text.contains(mark))
        write(text.replacing(mark, with: ""), to: folder.file("generated.swift"))
        try await lint(
            run("swift", "format", "--configuration", configuration, folder.file("generated.swift")))
    }
}
