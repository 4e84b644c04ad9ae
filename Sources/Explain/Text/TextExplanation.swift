import Correlator

/// Explains calls for a terminal: a block a call, a line an event.
public struct TextExplanation: ExplanationRenderer {
    private let behaviour: Behaviour
    private var isFirst = true

    /// An explanation of calls of a behaviour.
    public init(_ behaviour: Behaviour = .init()) {
        self.behaviour = behaviour
    }

    /// Nothing: each call stands for itself.
    public mutating func beginning() -> [UInt8] { [] }

    /// Nothing.
    public mutating func ending() -> [UInt8] { [] }

    /// One call, with an empty line before it where it is not the first.
    public mutating func story(_ story: Story) -> [UInt8] {
        var lines = isFirst ? [] : [""]
        isFirst = false
        lines += heading(story)
        let rows = story.steps.map { row($0, of: story) }
        let widths = (0..<4).map { column in min(44, rows.map { $0[column].count }.max() ?? 0) }
        for row in rows {
            var line = "  "
            for column in 0..<4 {
                let spaces = String(repeating: " ", count: max(0, widths[column] - row[column].count))
                line += column == 0 ? spaces + row[0] : row[column] + spaces
                line += "  "
            }
            lines.append(Self.trimmed(line + row[4]))
        }
        if story.omitted > 0 { lines.append("  and \(story.omitted) events or channels more than are kept of a call") }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }

    private func heading(_ story: Story) -> [String] {
        guard !story.callID.isEmpty else { return ["Outside of any call", ""] }
        let summary = StorySummary(story, behaviour.legend)
        var first = "Call \(story.callID)"
        if !summary.from.isEmpty || !summary.to.isEmpty { first += ": \(summary.from) → \(summary.to)" }
        if !summary.outcome.isEmpty { first += ", \(summary.outcome)" }
        if !summary.cause.isEmpty, summary.cause != summary.outcome { first += " (\(summary.cause))" }
        let length = story.endedAt.map { "\(MomentText.seconds($0.microseconds - story.beganAt.microseconds)) s" }
        let second = [
            MomentText.text(story.beganAt), length ?? "goes on",
            "\(story.lanes.count) \(story.lanes.count == 1 ? "channel" : "channels")",
            "\(story.messages.count) \(story.messages.count == 1 ? "message" : "messages")",
        ]
        return [TerminalText.plain(first), second.joined(separator: ", "), ""]
    }

    /// Time, channel, event, state, and all else.
    private func row(_ step: StoryStep, of story: Story) -> [String] {
        let offset = MomentText.seconds(step.time.microseconds - story.beganAt.microseconds)
        var channel = step.lane.map { story.lanes[$0].name } ?? ""
        if let peer = step.peer { channel += " → \(story.lanes[peer].name)" }
        let words = StepWords(step, of: story, behaviour)
        var rest = words.triggers
        if !words.rules.isEmpty { rest.append("[\(behaviour.file):\(words.rules.joined(separator: ","))]") }
        if !words.happenings.isEmpty { rest.append("(\(words.happenings.joined(separator: "; ")))") }
        rest += words.messages.map { "⇒ \($0)" }
        return [
            "+\(offset)", TerminalText.plain(channel), behaviour.name(of: step.source), words.state,
            TerminalText.plain(rest.joined(separator: " ")),
        ]
    }
}
