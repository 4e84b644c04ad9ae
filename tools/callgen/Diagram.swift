import ArgumentParser

/// `callgen diagram [FILE]`
struct Diagram: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the state diagram.",
        discussion: """
            As a picture: callgen diagram --format svg > states.svg. Triggers with the same states and messages are \
            one arrow. Triggers that change no state and publish nothing are not drawn.
            """)

    @Option(name: .shortAndLong, help: "The format: mermaid, dot (for Graphviz) or svg.")
    var format = DiagramFormat.mermaid

    @OptionGroup var source: SpecOptions

    func run() throws {
        print(format.render(StateDiagram(try source.compile())), terminator: "")
    }
}
