import ArgumentParser

/// `callgen docs [FILE]`
struct Docs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the event reference in Markdown.",
        discussion: "For people who use the messages: each event, its fields, an example, the causes, the states.")

    @OptionGroup var source: SpecOptions

    func run() throws {
        print(MarkdownRenderer(EventReference(try source.compile())).render(), terminator: "")
    }
}
