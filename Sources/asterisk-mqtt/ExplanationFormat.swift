import ArgumentParser
import Explain

/// What an explanation is written in.
enum ExplanationFormat: String, ExpressibleByArgument, CaseIterable {
    /// One page that needs nothing but itself.
    case html
    /// Lines for a terminal.
    case text
    /// Sequence diagrams, for Markdown.
    case mermaid

    func renderer(_ behaviour: Behaviour, title: String) -> any ExplanationRenderer {
        switch self {
        case .html: HTMLExplanation(behaviour, title: title)
        case .text: TextExplanation(behaviour)
        case .mermaid: MermaidExplanation(behaviour)
        }
    }
}
