/// Draws the state diagram: a column a state, a row an arrow; those that stay in the same states share one.
///
/// A dot stands in the column of each state that the arrow starts from, its head in the column of the one that it
/// leads to. Rows never cross each other, however many states and ways between them there are, so it is legible for
/// any machine, and nothing has to be placed by trial.
struct SVGRenderer {
    private let diagram: StateDiagram

    private static let margin = 24
    private static let boxHeight = 34
    private static let firstRow = 96
    /// From the label's line to the arrow below it, and from there to the next label.
    private static let lineHeight = 16
    private static let gap = 26
    /// Of letters of 12 pixels, in the widest fonts that stand for `sans-serif`.
    private static let letterWidth = 7

    init(_ diagram: StateDiagram) {
        self.diagram = diagram
    }

    /// A line of a label.
    private struct Line {
        /// What sets the arrow off.
        var triggers = ""
        /// What is told.
        var messages = ""

        var length: Int { triggers.count + (triggers.isEmpty || messages.isEmpty ? 0 : 1) + messages.count }
    }

    private struct Row {
        var from: [Int]
        var to: Int?
        var lines: [Line]
        /// The height of its arrow.
        var y: Int
        /// Where its label begins.
        var x: Int
    }

    /// The whole picture.
    func render() -> String {
        let widest = diagram.states.map(\.name.count).max() ?? 0
        let column = max(112, widest * (Self.letterWidth + 1) + 44)
        func x(_ state: Int) -> Int { Self.margin + column / 2 + state * column }
        var rows: [Row] = []
        var y = Self.firstRow
        var width = max(1, diagram.states.count) * column
        for (from, to, arrows) in Self.grouped(diagram.arrows) {
            let left = (from + [to ?? from[0]]).map(x).min()! + 10
            let letters = max(320, Self.margin + width - left) / Self.letterWidth
            let lines = arrows.flatMap { Self.lines($0, letters: letters) }
            y += lines.count * Self.lineHeight
            rows.append(Row(from: from, to: to, lines: lines, y: y, x: left))
            width = max(width, left + lines.map(\.length).max()! * Self.letterWidth - Self.margin)
            y += Self.gap
        }
        let size = (width: width + 2 * Self.margin, height: y + Self.margin / 2)
        var out = Self.opening(size)
        for (number, state) in diagram.states.enumerated() {
            out += lifeline(x(number), to: y, isFinal: state.isFinal)
        }
        for (number, state) in diagram.states.enumerated() {
            out += box(state, at: x(number), width: column - 24, isFirst: number == 0)
        }
        for row in rows { out += self.row(row, x) }
        return out + "</svg>\n"
    }

    private static func opening(_ size: (width: Int, height: Int)) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size.width) \(size.height)" width="\(size.width)" \
        height="\(size.height)" role="img" aria-label="The states of a call and the triggers between them">
        <style>
        .back { fill: #ffffff; stroke: #d0d7de; }
        .life { stroke: #d0d7de; stroke-width: 1; }
        .box { fill: #f6f8fa; stroke: #59636e; stroke-width: 1.25; }
        .arrow { fill: none; stroke: #1f2328; stroke-width: 1.5; }
        .head, .dot { fill: #1f2328; }
        text { font: 12px sans-serif; fill: #59636e; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; \
        stroke-linejoin: round; }
        .told { font-weight: 600; fill: #0b6e4f; }
        .state { font-weight: 600; font-size: 13px; fill: #1f2328; text-anchor: middle; stroke: none; }
        @media (prefers-color-scheme: dark) {
        .back { fill: #0d1117; stroke: #3d444d; }
        .life { stroke: #3d444d; }
        .box { fill: #151b23; stroke: #9198a1; }
        .arrow { stroke: #f0f6fc; }
        .head, .dot { fill: #f0f6fc; }
        text { fill: #9198a1; stroke: #0d1117; }
        .told { fill: #56d4a0; }
        .state { fill: #f0f6fc; stroke: none; }
        }
        </style>
        <rect class="back" x="0.5" y="0.5" width="\(size.width - 1)" height="\(size.height - 1)" rx="8"/>

        """
    }

    private func lifeline(_ x: Int, to y: Int, isFinal: Bool) -> String {
        let top = Self.margin + Self.boxHeight
        let dashes = isFinal ? "" : " stroke-dasharray=\"3 4\""
        return "<line class=\"life\" x1=\"\(x)\" y1=\"\(top)\" x2=\"\(x)\" y2=\"\(y - Self.gap / 2)\"\(dashes)/>\n"
    }

    private func box(_ state: StateDiagram.State, at x: Int, width: Int, isFirst: Bool) -> String {
        let (left, top) = (x - width / 2, Self.margin)
        var out = "<g><title>\(Self.escaped(state.about))</title>"
        out +=
            "<rect class=\"box\" x=\"\(left)\" y=\"\(top)\" width=\"\(width)\" height=\"\(Self.boxHeight)\" rx=\"10\"/>"
        if state.isFinal {
            out +=
                "<rect class=\"box\" x=\"\(left + 3)\" y=\"\(top + 3)\" width=\"\(width - 6)\" "
                + "height=\"\(Self.boxHeight - 6)\" rx=\"7\"/>"
        }
        if isFirst {
            out += "<circle class=\"dot\" cx=\"\(left + 12)\" cy=\"\(top + Self.boxHeight / 2)\" r=\"4\"/>"
        }
        let baseline = top + Self.boxHeight / 2 + 5
        return out + "<text class=\"state\" x=\"\(x)\" y=\"\(baseline)\">\(Self.escaped(state.name))</text></g>\n"
    }

    private func row(_ row: Row, _ x: (Int) -> Int) -> String {
        let starts = row.from.map(x)
        var out = "<g>"
        for (number, line) in row.lines.enumerated() {
            let baseline = row.y - 9 - (row.lines.count - 1 - number) * Self.lineHeight
            out += "<text x=\"\(row.x)\" y=\"\(baseline)\">\(Self.escaped(line.triggers))"
            if !line.messages.isEmpty {
                let blank = line.triggers.isEmpty ? "" : " "
                out += "\(blank)<tspan class=\"told\">\(Self.escaped(line.messages))</tspan>"
            }
            out += "</text>"
        }
        if let to = row.to {
            let end = x(to)
            // From the far side of the states that it comes from, on both sides of the one that it leads to.
            for (from, direction) in [(starts.min()!, 1), (starts.max()!, -1)] where (end - from) * direction > 0 {
                out += "<path class=\"arrow\" d=\"M\(from) \(row.y)H\(end - 8 * direction)\"/>"
                out +=
                    "<path class=\"head\" d=\"M\(end) \(row.y)l\(-10 * direction) -5v10z\"/>"
            }
        } else {
            for start in starts {
                out += "<path class=\"arrow\" d=\"M\(start) \(row.y)h16v9h-8\"/>"
                out += "<path class=\"head\" d=\"M\(start + 1) \(row.y + 9)l9 -5v10z\"/>"
            }
        }
        for start in starts { out += "<circle class=\"dot\" cx=\"\(start)\" cy=\"\(row.y)\" r=\"4\"/>" }
        return out + "</g>\n"
    }

    /// An arrow each, but those that stay in the same states together.
    private static func grouped(
        _ arrows: [StateDiagram.Arrow]
    ) -> [(from: [Int], to: Int?, arrows: [StateDiagram.Arrow])] {
        var groups: [(from: [Int], to: Int?, arrows: [StateDiagram.Arrow])] = []
        for arrow in arrows {
            if arrow.to == nil, let same = groups.firstIndex(where: { $0.to == nil && $0.from == arrow.from }) {
                groups[same].arrows.append(arrow)
            } else {
                groups.append((arrow.from, arrow.to, [arrow]))
            }
        }
        return groups
    }

    /// What stands at an arrow: what sets it off, and what is told, below or, where it stays, in the same line.
    private static func lines(_ arrow: StateDiagram.Arrow, letters: Int) -> [Line] {
        let messages = arrow.messages.joined(separator: ", ")
        var lines = wrapped(arrow.triggers, into: letters).map { Line(triggers: $0) }
        if arrow.to == nil {
            lines[lines.count - 1].messages = messages
        } else if !messages.isEmpty {
            lines.append(Line(messages: messages))
        }
        return lines
    }

    private static func wrapped(_ names: [String], into letters: Int) -> [String] {
        var lines = [""]
        for (number, name) in names.enumerated() {
            let word = number < names.count - 1 ? name + "," : name
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = word
            } else if line.count + 1 + word.count <= letters {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(word)
            }
        }
        return lines
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for character in text {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            default: out.append(character)
            }
        }
        return out
    }
}
