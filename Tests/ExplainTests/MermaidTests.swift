import Explain
import Testing

@Suite("An explanation as a sequence diagram")
struct MermaidTests {
    /// A recording in which the trunk's channel bears another name.
    private func diagram(trunk name: String) throws -> String {
        let text = String(decoding: try Retelling.bytes("22/blind-by-callee"), as: UTF8.self)
        return Retelling(Array(text.replacing("PJSIP/trunk-", with: name).utf8)).text(MermaidExplanation())
    }

    @Test(
        "Each line is of the language, whatever a channel is called",
        arguments: ["PJSIP/trunk-", "end; <b>#quot;%%{init}%%\u{200B}`\"]:-"])
    func lines(name: String) throws {
        // Text holds nothing that Mermaid reads but its entity codes.
        let text = #/(?:[^#;<>&%`"{}\[\]:]|#\d+;)+/#
        let line =
            #/ {4}(?:participant (?:c\d+|state|mqtt) as |c\d+->>(?:c\d+|state): |Note over state: |state-\)mqtt: )/#
        let diagram = try diagram(trunk: name)
        #expect(diagram.hasPrefix("```mermaid\nsequenceDiagram\n") && diagram.hasSuffix("\n```\n"))
        for each in diagram.split(separator: "\n").dropFirst(2).dropLast() {
            let start = try #require(each.prefixMatch(of: line), "\(each)")
            #expect(each[start.range.upperBound...].wholeMatch(of: text) != nil, "\(each)")
        }
        #expect(diagram.contains("    state-)mqtt: transferred\n"))
    }

    @Test("A hostile name is shown as it is, and not read")
    func hostile() throws {
        let diagram = try diagram(trunk: "PJSIP/a;end#<i>`-")
        #expect(diagram.contains("as PJSIP/a#59;end#35;#60;i#62;#96;-"))
        #expect(!diagram.contains("<i>"))
    }
}
