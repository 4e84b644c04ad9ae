import TestSupport
import Testing

@Suite("What the generator makes of a spec", .timeLimit(.minutes(5)))
struct GeneratorTests {
    static let small = Checkout.file("Tests/CallSpecTests/Reference/calls.json")
    static let references = ["CallTables+Generated.swift", "HangupCause+Generated.swift"]
    static let whole = Checkout.file("spec/calls.json")

    /// What `callgen generate` writes to one of its files.
    private func generate(_ spec: String, _ file: String = references[0]) async throws -> String {
        let folder = TemporaryDirectory()
        try await run(
            Program.path("callgen"),
            "generate", spec, "--ami-events", Checkout.file("Sources/CallSpec/ami-events.json"), "--output",
            folder.file(Self.references[0]))
        return read(file: folder.file(file))
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

    @Test("is for a small spec what is kept beside it", arguments: references)
    func reference(file: String) async throws {
        let reference = Checkout.file("Tests/CallSpecTests/Reference/\(file)")
        let lines = try await generate(Self.small, file).split(separator: "\n", omittingEmptySubsequences: false)
        let expected = read(file: reference).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines == expected,
            """
            If this is how it should be: swift run callgen generate Tests/CallSpecTests/Reference/calls.json \
            --ami-events Sources/CallSpec/ami-events.json --output "Tests/CallSpecTests/Reference/CallTables+Generated.swift"
            """)
    }

    @Test("is the same, to the byte, each time", arguments: [small, whole], references)
    func repeated(spec: String, file: String) async throws {
        let first = try await generate(spec, file)
        try #require(!first.isEmpty)
        #expect(try await generate(spec, file) == first)
    }

    @Test("has hangup causes that keep to the rules of style as they are", arguments: [small, whole])
    func causes(spec: String) async throws {
        let folder = TemporaryDirectory()
        let text = try await generate(spec, Self.references[1])
        write(text, to: folder.file("causes.swift"))
        let configuration = Checkout.file(".swift-format")
        try await run(
            "swift", "format", "lint", "--strict", "--configuration", configuration, folder.file("causes.swift"))
        write(text, to: folder.file("formatted.swift"))
        try await run("swift", "format", "-i", "--configuration", configuration, folder.file("formatted.swift"))
        #expect(read(file: folder.file("formatted.swift")) == text)
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

    @Test("compiles whatever things are called and said to be", arguments: ["operator", "protocol", "guard", "init"])
    func names(word: String) async throws {
        let folder = TemporaryDirectory()
        let spec = read(file: Self.small)
            .replacing("\"rings\"", with: "\"\(word)\"").replacing("call.rings", with: "call.\(word)")
            .replacing("How many phones rang.", with: #"*/ \" \\(x) \u0000 \u000b \u000c \u2028 \r\n let y = 1"#)
        write(spec, to: folder.file("calls.json"))
        let text = try await generate(folder.file("calls.json"))
        #expect(text.contains("`\(word)`"))
        write(text, to: folder.file("generated.swift"))
        let said = try await run("swiftc", "-parse", folder.file("generated.swift"))
        #expect(said.isEmpty)
    }

    @Test("compiles where names of a spec or of AMI meet in Swift, or can't be Swift's")
    func meetingNames() async throws {
        let folder = TemporaryDirectory()
        let events = #"""
            "UserEvent": { "class": "user", "headers": ["X-Foo", "XFoo", "100rel", "Self", "Init"] },
                  "Newchannel": {
            """#
        let facts = #"""
            "from_name": { "type": "text", "about": "A text." },
                  "rings_1": { "type": "number", "about": "A number." }, "rings1": { "type": "number", "about": "One." },
                  "from": {
            """#
        let triggers = #"""
            "x_1": { "about": "One.", "on": "UserEvent", "where": { "XFoo": null, "call.rings1": null } },
                "x1": { "about": "Another.", "on": "UserEvent", "where": { "100rel": "1", "call.rings_1": null } },
                "visitor": {
            """#
        let transitions = #"""
            "transitions": [
                { "from": "*", "on": ["x_1", "x1"], "when": { "Self": null, "Init": null, "call.from_name": null },
                  "do": [
                    { "set": { "call.from_name": "$X-Foo", "call.rings_1": 1, "call.rings1": "$100rel" } },
                    { "emit": "bell_1" }, { "emit": "bell1" }
                  ] },
            """#
        let messages = #"""
            "bell_1": { "description": "One" }, "bell1": { "description": "Two" },
                "bell": {
            """#
        let causes = #"""
            "name": { "description": "A name" }, "code": { "description": "A code" },
                "self": { "description": "Self" }, "busy": {
            """#
        let spec = read(file: Self.small)
            .replacing(#""Newchannel": {"#, with: events)
            .replacing(#""from": { "type""#, with: facts + #" "type""#)
            .replacing(#""visitor": {"#, with: triggers)
            .replacing(#""transitions": ["#, with: transitions)
            .replacing(#""bell": {"#, with: messages)
            .replacing(#""busy": {"#, with: causes)
        write(spec, to: folder.file("calls.json"))
        let text = try await generate(folder.file("calls.json"))
        write(text, to: folder.file("generated.swift"))
        for name in ["fromName_2", "rings1_2", "xFoo_2", "_100rel", "x1_2", "bell1Message_2"] {
            #expect(text.contains(name))
        }
        let said = try await run("swiftc", "-typecheck", "-I", Program.path("Modules"), folder.file("generated.swift"))
        #expect(said.isEmpty)
    }
}
