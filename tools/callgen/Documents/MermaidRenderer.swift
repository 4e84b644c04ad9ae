/// Writes the state diagram for Mermaid.
struct MermaidRenderer {
    private let diagram: StateDiagram

    init(_ diagram: StateDiagram) {
        self.diagram = diagram
    }

    /// The whole diagram.
    func render() -> String {
        var lines = ["stateDiagram-v2"]
        // Names of states are letters, digits and '_', but some of those are words of Mermaid's.
        for (number, state) in diagram.states.enumerated() { lines.append("    state \"\(state.name)\" as s\(number)") }
        if !diagram.states.isEmpty { lines.append("    [*] --> s0") }
        for arrow in diagram.arrows {
            for from in arrow.from {
                lines.append("    s\(from) --> s\(arrow.to ?? from): \(Self.label(arrow))")
            }
        }
        for (number, state) in diagram.states.enumerated() where state.isFinal {
            lines.append("    s\(number) --> [*]")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func label(_ arrow: StateDiagram.Arrow) -> String {
        let triggers = arrow.triggers.joined(separator: ", ")
        return arrow.messages.isEmpty ? triggers : "\(triggers) / \(arrow.messages.joined(separator: ", "))"
    }
}
