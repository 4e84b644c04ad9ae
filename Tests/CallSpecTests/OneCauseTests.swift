import CallSpec
import Foundation
import TestSupport
import Testing

@Suite("What is wrong once is told once", .timeLimit(.minutes(5)))
struct OneCauseTests {
    private static func errors(of text: String) -> [String] {
        SpecificationCompiler.compile(Array(text.utf8), documentation: AMIDocumentation.builtIn).diagnostics.map {
            $0.rendered(file: "calls.json")
        }
    }

    /// What is exchanged for what in the spec, and all that is said of it.
    static let declarations = [
        (#""helper": {"#, #""helpr": {"#, "a channel has no fact 'helper'; did you mean 'helpr'? (also at line "),
        (#""helper": { "type": "flag""#, #""helper": { "type": "flg""#, "'flg' is no 'type'; it is one of flag, "),
        (#""facts": {"#, #""fact": {"#, "the spec has no 'fact'; did you mean 'facts'?"),
        ("\"facts\": {\n    \"call\"", "\"facts\": {\n    \"cal\"", "facts has no 'cal'; did you mean 'call'?"),
        (#""events": {"#, #""event": {"#, "ami has no 'event'; did you mean 'events'?"),
        (#""DialEnd": {"#, #""DialEnt": {"#, "Asterisk has no AMI event 'DialEnt'; did you mean 'DialEnd'?"),
        (
            #""AttendedTransfer": {"#, #""AttendedTranfer": {"#,
            "Asterisk has no AMI event 'AttendedTranfer'; did you mean "
        ),
        (
            #""BridgeEnter": {"#, #""BridgeEntr": {"#,
            "Asterisk has no AMI event 'BridgeEntr'; did you mean 'BridgeEnter'?"
        ),
        (
            #""bridge": "enters", "headers""#, #""bridge": "enters", "header""#,
            "an AMI event has no 'header'; did you mean 'headers'?"
        ),
        (
            #""peer": "Dest", "headers": ["Exten""#, #""headers": ["Exten""#,
            "'peer.helper' is not known in trigger 'first_party_dialled': "
        ),
        (
            #""talking": { "about""#, #""talkin": { "about""#,
            "there is no state 'talking'; did you mean 'talkin'? (also "
        ),
        (
            #""peer_answers": ["#, #""peer_answer": ["#,
            "there is no list of actions 'peer_answers'; did you mean 'peer_answer'? (also at line "
        ),
        (
            #""hungup": { "description""#, #""hungap": { "description""#,
            "there is no message 'hungup'; did you mean 'hungap'? (also at line "
        ),
        (
            #""unanswered": { "about""#, #""unanswerd": { "about""#,
            "there is no state 'unanswered'; did you mean 'unanswerd'? (also at line "
        ),
        (#""value": "$call.from" }"#, #""value": "$call.frm" }"#, "a call has no fact 'frm'; did you mean 'from'?"),
    ]

    @Test("A wrong declaration is one error, however often its name is used", arguments: declarations.indices)
    func declaration(_ number: Int) throws {
        let (find, replace, says) = Self.declarations[number]
        let range = try #require(BrokenSpecTests.spec.range(of: find))
        let errors = Self.errors(of: BrokenSpecTests.spec.replacingCharacters(in: range, with: replace))
        #expect(errors.count == 1, "said: \(errors)")
        #expect(errors.first?.contains(#/^calls\.json:[0-9]+:[0-9]+: error: /#) == true)
        #expect(errors.first?.contains(says) == true, "said: \(errors)")
    }

    static let texts = [
        ("\u{FEFF}{}", "1:1: error: bad JSON: the file begins with a byte order mark"),
        ("{\n  \"ami\": [1, 2,\n  ],\n  \"x\": 1\n}", "2:15: error: bad JSON: a comma too many: after it comes ']'"),
        ("{\n  \"title\": \"x\",\n}", "2:15: error: bad JSON: a comma too many: after it comes '}'"),
        ("{\n  \"title\": \"x\",, \"ami\": 1\n}", "2:15: error: bad JSON: a comma too many: after it comes ','"),
        (
            "{\n  \"title\": \"x\"\n  \"ami\": 1\n}",
            "2:15: error: bad JSON: expected ',' or '}' after the value of \"title\""
        ),
        ("{\n  // Why.\n  \"title\": \"x\"\n}", "2:3: error: bad JSON: JSON has no comments"),
        ("{\n  \"title\": \"x\", /* Why. */ \"ami\": 1\n}", "2:17: error: bad JSON: JSON has no comments"),
        ("{\n  \"title\": \"x\" # Why.\n}", "2:16: error: bad JSON: JSON has no comments"),
        ("{ \"title\": \"x\" }\n// The end.", "2:1: error: bad JSON: JSON has no comments"),
        ("{\n  'title': \"x\"\n}", "2:3: error: bad JSON: expected a key in double quotes: strings and keys"),
    ]

    @Test("What is no JSON is one error at its place", arguments: texts)
    func syntax(_ text: String, _ says: String) {
        let errors = Self.errors(of: text)
        #expect(errors.count == 1, "said: \(errors)")
        #expect(errors.first?.hasPrefix("calls.json:\(says)") == true, "said: \(errors)")
    }

    @Test(
        "More than can be numbered is an error at the first that is too many",
        arguments: ["messages", "states", "call"])
    func limit(_ part: String) throws {
        let value = [
            "messages": #"{ "description": "X" }"#, "states": #"{ "about": "X." }"#,
            "call": #"{ "type": "flag", "about": "X." }"#,
        ]
        let begin = try #require(BrokenSpecTests.spec.range(of: "\n *\"\(part)\": \\{\n", options: .regularExpression))
        let many = (0..<300).map { "\"many_\($0)\": \(value[part] ?? ""),\n" }.joined()
        var text = BrokenSpecTests.spec
        text.insert(contentsOf: many, at: begin.upperBound)
        let errors = Self.errors(of: text)
        #expect(errors.contains { $0.contains("255 are the most") }, "said: \(errors.prefix(3))")
    }

    @Test("callgen looks for what Asterisk documents beside the spec, and has what is known otherwise")
    func documentation() async throws {
        let folder = TemporaryDirectory()
        let spec = BrokenSpecTests.spec.replacing(#""Hold": {"#, with: #""Hodl": {"#).replacing(
            #""on": "Hold""#, with: #""on": "Hodl""#)
        write(spec, to: folder.file("calls.json"))
        func check() async throws -> (code: Int32, text: String) {
            let process = try ChildProcess(
                Program.path("callgen"), ["check", folder.file("calls.json")], output: folder.file("log"))
            return (try await process.wait(), process.text)
        }
        let alone = try await check()
        #expect(alone.code == 1)
        #expect(alone.text.contains("Asterisk has no AMI event 'Hodl'; did you mean 'Hold'?"))
        let events = read(file: Checkout.file("Sources/CallSpec/ami-events.json")).replacing(
            #""Hold": {"#, with: #""Hodl": {"#)
        write(events, to: folder.file("ami-events.json"))
        #expect(try await check().code == 0)
    }

    @Test("A text that may be meant, though a header is called the same, is a warning")
    func text() throws {
        let range = try #require(BrokenSpecTests.spec.range(of: #""value": "$Queue", "example": "support""#))
        let text = BrokenSpecTests.spec.replacingCharacters(in: range, with: #""value": "Queue""#)
        let diagnostics = SpecificationCompiler.compile(Array(text.utf8)).diagnostics
        #expect(diagnostics.map(\.severity) == [.warning])
        #expect(diagnostics.first?.message.contains(#"write "$Queue""#) == true)
    }
}
