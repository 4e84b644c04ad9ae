import TestSupport
import Testing

/// A spec that is run as it is, without a compiler.
@Suite("A spec from a file", .timeLimit(.minutes(5)))
struct SpecFileTests {
    private let folder = TemporaryDirectory()
    private static let builtIn = read(file: Checkout.file("spec/calls.json"))
    private static let recording = Checkout.file("Fixtures/22/rejected.raw")

    private func run(_ arguments: String...) async throws -> (code: Int32, text: String) { try await run(arguments) }

    private func run(_ arguments: [String]) async throws -> (code: Int32, text: String) {
        let process = try ChildProcess(
            Program.path("asterisk-mqtt"), arguments,
            output: folder.file("log-\(UInt32.random(in: 0...UInt32.max))"))
        return (try await process.wait(), process.text)
    }

    /// The built-in spec with one text replaced, as a file.
    private func spec(_ old: String, _ new: String) throws -> String {
        try #require(Self.builtIn.contains(old), "the spec has no \(old) any more")
        let path = folder.file("mine.json")
        write(Self.builtIn.replacing(old, with: new), to: path)
        return path
    }

    @Test("is what a recording is replayed by")
    func replay() async throws {
        let spec = try spec(#""description": "The call has ended""#, #""description": "They hung up""#)
        let (code, text) = try await run("replay", "--spec", spec, Self.recording)
        #expect(code == 0 && text.contains(#""description":"They hung up""#))
        let (_, built) = try await run("replay", Self.recording)
        #expect(built.contains(#""description":"The call has ended""#))
    }

    @Test("shows a contributor's first change in the recording that is named with it")
    func firstChange() async throws {
        let path = read(file: Checkout.file(".github/CONTRIBUTING.md"))
        let change = try #require(path.firstMatch(of: #/let `"([a-z_]+)"` have the description `"([^"]+)"`/#))
        let recording = try #require(path.firstMatch(of: #/replay --spec [^ ]+ Fixtures\/22\/([a-z-]+)\.raw/#))
        let cause = try Regex<(Substring, Substring)>("(\"\(change.1)\": \\{[^}]*\"description\": \")[^\"]*")
        let changed = Self.builtIn.replacing(cause) { "\($0.output.1)\(change.2)" }
        #expect(changed != Self.builtIn)
        write(changed, to: folder.file("calls.json"))
        let (code, text) = try await run(
            "replay", "--spec", folder.file("calls.json"), Checkout.file("Fixtures/22/\(recording.1).raw"))
        #expect(code == 0 && text.contains(change.2))
    }

    @Test("is what calls are explained by")
    func explain() async throws {
        let spec = try spec(#""phone_rings":"#, #""a_phone_rings":"#)
        let all = read(file: spec).replacing(#""phone_rings""#, with: #""a_phone_rings""#)
        write(all, to: spec)
        let (code, text) = try await run("explain", "--format", "text", "--spec", spec, Self.recording)
        #expect(code == 0 && text.contains("a_phone_rings"))
    }

    @Test("with a mistake is refused at its line and column", arguments: ["replay", "explain"])
    func mistake(command: String) async throws {
        let spec = try spec(#""emit": "ringing""#, #""emit": "rining""#)
        let (code, text) = try await run(command, "--spec", spec, Self.recording)
        #expect(code == 78)
        #expect(text.contains(#/mine\.json:\d+:\d+: error: .*'rining'.*ringing/#))
    }

    @Test("with a warning is replayed, but neither run nor called valid")
    func warning() async throws {
        let spec = try spec(
            "\n  \"timers\": {",
            "\n  \"timers\": { \"idle\": { \"about\": \"Nobody starts it.\", \"milliseconds\": 10 },")
        #expect(try await run("replay", "--spec", spec, Self.recording).code == 0)
        for command in ["run", "check"] {
            let (code, text) = try await run(
                command, "--spec", spec, "--ami-username", "x", "--ami-secret-file", "/dev/null")
            #expect(code == 78, "\(command): \(text)")
        }
    }

    @Test("is named with its hash by version, and another one by another hash")
    func version() async throws {
        let spec = try spec(#""The call has ended""#, #""They hung up""#)
        let (_, mine) = try await run("version", "--spec", spec)
        let (_, built) = try await run("version")
        let form = #/asterisk-mqtt [0-9.]+, spec (\S+) ([0-9a-f]{16})\n/#
        let (own, other) = (try #require(mine.wholeMatch(of: form)), try #require(built.wholeMatch(of: form)))
        #expect(own.1 == "mine.json" && other.1 == "calls.json" && own.2 != other.2)
    }

    @Test("that is the built-in one tells the same of every recording", arguments: ["16", "22"])
    func same(version: String) async throws {
        let recordings = Recordings(of: version).captures
        try #require(recordings.count > 80)
        let built = try await run(["replay"] + recordings)
        let read = try await run(["replay", "--spec", Checkout.file("spec/calls.json")] + recordings)
        #expect(built.code == 0 && read.text == built.text)
    }
}
