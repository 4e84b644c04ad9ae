/// Writes the state diagram for Graphviz.
struct DOTRenderer {
    private let diagram: StateDiagram

    init(_ diagram: StateDiagram) {
        self.diagram = diagram
    }

    /// The whole diagram.
    func render() -> String {
        var lines = [
            "digraph calls {", "    rankdir=LR;", "    node [shape=box, style=rounded, fontname=\"sans-serif\"];",
            "    edge [fontname=\"sans-serif\", fontsize=10];", "    start [shape=point, label=\"\"];",
        ]
        for state in diagram.states {
            let tooltip = state.about.isEmpty ? "" : ", tooltip=\(Self.quoted(state.about))"
            lines.append("    \(Self.quoted(state.name)) [peripheries=\(state.isFinal ? 2 : 1)\(tooltip)];")
        }
        if let first = diagram.states.first { lines.append("    start -> \(Self.quoted(first.name));") }
        for arrow in diagram.arrows {
            for from in arrow.from {
                let ends = [from, arrow.to ?? from].map { Self.quoted(diagram.states[$0].name) }
                lines.append("    \(ends[0]) -> \(ends[1]) [label=\(Self.quoted(Self.label(arrow)))];")
            }
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func label(_ arrow: StateDiagram.Arrow) -> String {
        let triggers = arrow.triggers.joined(separator: "\n")
        return arrow.messages.isEmpty ? triggers : "\(triggers)\n/ \(arrow.messages.joined(separator: ", "))"
    }

    private static func quoted(_ text: String) -> String {
        var out = ""
        for character in text {
            switch character {
            case "\"", "\\": out += "\\\(character)"
            case "\n": out += "\\n"
            default: out.append(character)
            }
        }
        return "\"\(out)\""
    }
}
