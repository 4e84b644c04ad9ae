import ArgumentParser
import Bridge
import Correlator
import Explain

/// `asterisk-mqtt explain CAPTURE…`
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explains why each event was published for a recorded call.",
        discussion: """
            Replays recordings as `replay` does. For each call it shows the channels, the AMI events that mattered, \
            the triggers and rules of spec/calls.json that they fired, the call's states, and the published messages. \
            Calls are in the order in which they end.

            html is one page that needs no network and no server. text is for a terminal. mermaid is a sequence \
            diagram for an issue report: select one call with --call, and sanitise the recording \
            first (`wiretap sanitize`).

            EXIT STATUS:
              0   the explanation was written
              65  the recording contains no AMI, or no such call
              66  a recording can't be read
              73  the output can't be written
              78  the spec can't be used

            EXAMPLES:
              asterisk-mqtt explain monday.raw --output monday.html
              asterisk-mqtt explain monday.raw --format text --call 1795524577.887
            """)

    @Option(help: "The format: html, text or mermaid.")
    var format = ExplanationFormat.html

    @Option(name: .shortAndLong, help: "The file to write. Default: standard output.", completion: .file())
    var output: String?

    @Option(name: .customLong("call"), help: "Only the call with this id; can be repeated.")
    var calls: [String] = []

    @Flag(help: "Also show events of a call that changed nothing.")
    var allEvents = false

    @OptionGroup var behaviour: SpecOptions

    @OptionGroup var options: CaptureOptions

    func run() throws { try CommandFailure.reporting(explain) }

    private func explain() throws {
        // File names without their folders, since people share the pages.
        let names = options.captures.map { $0 == "-" ? "standard input" : String($0.split(separator: "/").last ?? "") }
        let spec = try behaviour.load()
        var renderer = format.renderer(
            Behaviour(
                tables: spec.tables, names: spec.names, file: spec.tables.spec.name, topicPrefix: options.topicPrefix),
            title: names.count > 4 ? "\(names.count) recordings" : names.joined(separator: ", "))
        let file: ExplanationOutput
        do { file = try ExplanationOutput(path: output) } catch { throw CommandFailure.cannotCreate("\(error)") }
        file.append(renderer.beginning())
        let teller = Storyteller(of: Set(calls), keepsAllEvents: allEvents) { file.append(renderer.story($0)) }
        var replay = CaptureReplay(tables: spec.tables, options: options.correlator, observer: teller)
        try options.feed(&replay) { _ in }
        let result = replay.finish { _ in }
        teller.finish()
        if let complaint = options.complaint(about: result) { throw complaint }
        if teller.storiesTold == 0 { throw CommandFailure.data(nothing(teller)) }
        file.append(renderer.ending())
        do { try file.finish() } catch { throw CommandFailure.cannotCreate("\(error)") }
    }

    /// Why there is nothing to show, and which calls there are.
    private func nothing(_ teller: Storyteller) -> String {
        guard teller.callsSeen > 0 else { return "the recording contains no call" }
        let more = teller.callsSeen > teller.firstCalls.count ? " …" : ""
        return "the recording contains no call \(calls.joined(separator: ", ")); it contains: "
            + teller.firstCalls.joined(separator: ", ") + more
    }
}
