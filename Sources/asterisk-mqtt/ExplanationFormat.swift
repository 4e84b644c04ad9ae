import ArgumentParser
import Explain

/// The format of an explanation.
enum ExplanationFormat: String, ExpressibleByArgument, CaseIterable {
    /// One self-contained page.
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
