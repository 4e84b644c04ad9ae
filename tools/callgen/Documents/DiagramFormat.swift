import ArgumentParser

/// How the state diagram is written.
enum DiagramFormat: String, CaseIterable, ExpressibleByArgument {
    /// For Markdown: https://mermaid.js.org.
    case mermaid
    /// For Graphviz: https://graphviz.org.
    case dot
    /// A picture.
    case svg

    /// What files of it end with.
    var suffix: String {
        switch self {
        case .mermaid: "mmd"
        case .dot: "dot"
        case .svg: "svg"
        }
    }

    /// The diagram's text.
    func render(_ diagram: StateDiagram) -> String {
        switch self {
        case .mermaid: MermaidRenderer(diagram).render()
        case .dot: DOTRenderer(diagram).render()
        case .svg: SVGRenderer(diagram).render()
        }
    }
}
