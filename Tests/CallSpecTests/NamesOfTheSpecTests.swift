import CallSpec
import Foundation
import TestSupport
import Testing

/// What the spec names, only the spec names: Swift that asks for a message, a state, an event or a word by its name would
/// have to be changed with the spec.
@Suite("The names of the spec")
struct NamesOfTheSpecTests {
    /// Where such a name may stand, and why.
    private static let exceptions = [
        "Sources/AMI": "the protocol itself: its login and the actions that a check of the connection sends",
        "Sources/wiretap/": "recordings of AMI are its subject, whatever a spec makes of them",
        "Sources/Bridge/Configuration/": "examples of settings, for people",
        "Sources/asterisk-mqtt/CaptureOptions.swift": "an example of an option, for people",
        "Sources/CallSpec/Verification/Model+Environment.swift":
            "the stories that a proof makes up name phones as PBXs do",
        "Sources/CallSpec/Q850+Causes.swift": "the causes of Q.850, which every spec can have",
        "Sources/Bridge/Daemon/SessionMetrics.swift":
            "why a connection to Asterisk ended, which is no outcome of a call",
    ]

    /// The names of AMI's events and of channel technologies, which mean the same wherever they stand.
    private static let events = Set(program.specification.ami.events.map(\.name.text)).union(technologies)
    private static let names: Set<String> = {
        let spec = program.specification
        var names = spec.messages.map(\.name.text) + spec.messages.compactMap(\.state) + spec.states.map(\.name.text)
        names += (spec.callFacts + spec.channelFacts).flatMap { $0.words.map(\.text) }
        let legend = Legend(program.tables)
        for (number, message) in legend.messages.enumerated() {
            names += message.fields.flatMap { legend.words(of: $0.name, in: number) }
        }
        // These are the language's own words, and the bridge's for itself and the PBX.
        let own =
            ["online", "offline"] + MessageRole.allCases.map(\.rawValue) + Tone.allCases.map(\.rawValue)
            // These are Asterisk's classes of events, and these are everybody's.
            + AMIDeclaration.classes + ["pbx", "phone"]
        return Set(names).union(events).subtracting(own)
    }()

    private static let text = read(file: Checkout.file("spec/calls.json"))
    private static let program = SpecificationCompiler.compile(Array(text.utf8)).0!
    private static let technologies = Set(text.matches(of: #/"([A-Za-z0-9]+)/\*"/#).map { String($0.1) })

    /// The names in the texts of a line of Swift or JavaScript.
    private static func names(in line: String) -> [String] {
        let code = line.drop { $0.isWhitespace }
        guard !code.hasPrefix("//"), !code.hasPrefix("*"), !code.hasPrefix("/*") else { return [] }
        return line.matches(of: #/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/#).flatMap { match in
            let text = String(match.1 ?? match.2 ?? "").replacing(#/\\\([^()]*\)/#, with: "")
            let words = text.matches(of: #/[A-Za-z0-9_]+/#).map { String($0.0) }
            // In a sentence, only what is no word of English is a name.
            return words.filter { word in
                text.contains(" ")
                    ? events.contains(word) && word.dropFirst().contains(where: \.isUppercase)
                    : names.contains(word)
            }
        }
    }

    @Test("stand in no text of the sources")
    func sources() throws {
        try #require(
            Self.names.isSuperset(of: ["hungup", "talking", "DialBegin", "PJSIP", "no_answer", "unavailable"]))
        let root = Checkout.file("Sources")
        var found: [String] = []
        var used: Set<String> = []
        let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        for file in files.sorted() where file.hasSuffix(".swift") || file.hasSuffix(".js") {
            let path = "Sources/\(file)"
            for (number, line) in read(file: "\(root)/\(file)").split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                let names = Self.names(in: String(line))
                if names.isEmpty { continue }
                if let exception = Self.exceptions.keys.first(where: { path.hasPrefix($0) }) {
                    used.insert(exception)
                } else {
                    found += names.map { "\(path):\(number + 1): \($0)" }
                }
            }
        }
        #expect(found == [])
        #expect(used == Set(Self.exceptions.keys), "an exception that nothing needs")
    }

    @Test(
        "are found where they stand",
        arguments: [
            (#"if event.name == "hungup" {"#, ["hungup"]), (#"topic.hasPrefix("extension/ringing/x")"#, ["ringing"]),
            (#"print("the call ended, \(left)")"#, []), (#"fail("no DialBegin came")"#, ["DialBegin"]),
            (#"/// such as "hungup""#, []), (#"const lamp = 'unavailable';"#, ["unavailable"]),
            (#"["PJSIP/*"]"#, ["PJSIP"]),
        ])
    func names(line: String, found: [String]) {
        #expect(Self.names(in: line) == found)
    }
}
