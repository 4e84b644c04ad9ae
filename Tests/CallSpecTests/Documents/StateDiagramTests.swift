import CallSpec
import Testing

@testable import callgen

@Suite("The state diagram")
struct StateDiagramTests {
    private func arrows(_ replacements: [(String, String)] = []) throws -> [String] {
        let diagram = StateDiagram(try SpecUnderTest.intercom.program(replacements))
        return diagram.arrows.map { arrow in
            let from = arrow.from.map { diagram.states[$0].name }.joined(separator: "+")
            let to = arrow.to.map { diagram.states[$0].name } ?? "-"
            let label = (arrow.triggers + ["/"] + arrow.messages).joined(separator: " ")
            return "\(from) > \(to): \(label)"
        }
    }

    @Test("has an arrow for what leads the same way and tells the same, those that stay where they are last")
    func grouped() throws {
        #expect(
            try arrows() == [
                "quiet > ringing: bell_pressed / bell", "ringing > talking: picked_up / answered",
                "quiet > over: over moved lost /", "ringing+talking > over: over moved lost / gone",
                "talking > -: opener_pressed / opened",
            ])
    }

    @Test("has no arrow for what changes no state and tells nothing")
    func silent() throws {
        let silent = [
            (
                "{ \"add\": { \"call.openings\": 1 } },\n        { \"emit\": \"opened\" }",
                "{ \"add\": { \"call.openings\": 1 } }"
            )
        ]
        #expect(try !arrows(silent).contains { $0.contains("opener_pressed") })
    }

    @Test("has all its labels in each form", arguments: DiagramFormat.allCases)
    func complete(_ format: DiagramFormat) throws {
        let diagram = StateDiagram(try SpecUnderTest.calls.program())
        let text = format.render(diagram)
        for name in diagram.states.map(\.name) + diagram.arrows.flatMap({ $0.triggers + $0.messages }) {
            #expect(text.contains(name))
        }
    }
}
