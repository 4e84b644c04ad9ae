import ArgumentParser

/// `callgen diagram [FILE]`
struct Diagram: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the state diagram.",
        discussion: """
            As a picture: callgen diagram --format svg > states.svg. Triggers that lead the same way and tell the same \
            are one arrow; what changes no state and tells nothing isn't drawn.
            """)

    @Option(name: .shortAndLong, help: "How: mermaid, dot (for Graphviz) or svg.")
    var format = DiagramFormat.mermaid

    @OptionGroup var source: SpecOptions

    func run() throws {
        print(format.render(StateDiagram(try source.compile())), terminator: "")
    }
}
