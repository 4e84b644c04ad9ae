import Correlator

/// Explains calls as sequence diagrams in Mermaid's language, each in a fence as Markdown has it: for issue reports.
public struct MermaidExplanation: ExplanationRenderer {
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
        var lines = isFirst ? ["```mermaid"] : ["", "```mermaid"]
        isFirst = false
        lines.append("sequenceDiagram")
        for (number, lane) in story.lanes.enumerated() {
            lines.append("    participant c\(number) as \(MermaidText.plain(lane.name))")
        }
        lines.append("    participant state as \(story.callID.isEmpty ? "no call" : MermaidText.plain(story.callID))")
        lines.append("    participant mqtt as MQTT")
        for step in story.steps { lines += self.step(step, of: story) }
        if story.omitted > 0 { lines.append("    Note over state: and \(story.omitted) more") }
        lines.append("```")
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private func step(_ step: StoryStep, of story: Story) -> [String] {
        let words = StepWords(step, of: story, behaviour)
        let offset = MomentText.seconds(step.time.microseconds - story.beganAt.microseconds)
        var text = "+\(offset) \(behaviour.name(of: step.source))"
        if !words.triggers.isEmpty { text += " (\(words.triggers.joined(separator: " ")))" }
        if !words.happenings.isEmpty { text += ", \(words.happenings.joined(separator: ", "))" }
        var lines: [String] = []
        if let lane = step.lane {
            lines.append("    c\(lane)->>\(step.peer.map { "c\($0)" } ?? "state"): \(MermaidText.plain(text))")
        } else {
            lines.append("    Note over state: \(MermaidText.plain(text))")
        }
        if words.state.contains("→") { lines.append("    Note over state: \(MermaidText.plain(words.state))") }
        for message in words.messages { lines.append("    state-)mqtt: \(MermaidText.plain(message))") }
        return lines
    }
}
