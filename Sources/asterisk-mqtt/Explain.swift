import ArgumentParser
import Bridge
import Explain

/// `asterisk-mqtt explain CAPTURE…`
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows why that was said of recorded calls which was said.",
        discussion: """
            Replays recordings as `replay` does and shows of each call its channels, the AMI events that mattered, the \
            triggers and rules of spec/calls.json that they set off, how the call's state changed, and what was published.

            html is one page that needs no network and no server. text is for a terminal. mermaid is a sequence diagram \
            for an issue report; take one call (--call), and sanitise the recording before (`wiretap sanitize`). Calls \
            come in the order in which they end.

            EXAMPLES:
              asterisk-mqtt explain monday.raw --output monday.html
              asterisk-mqtt explain monday.raw --format text --call 1795524577.887
            """)

    @Option(help: "html, text or mermaid.")
    var format = ExplanationFormat.html

    @Option(name: .shortAndLong, help: "The file to write; standard output without it.")
    var output: String?

    @Option(name: .customLong("call"), help: "Only the call with this id; may be repeated.")
    var calls: [String] = []

    @Flag(help: "Show the events of a call, too, that were looked at and changed nothing.")
    var allEvents = false

    @OptionGroup var options: CaptureOptions

    func run() throws {
        // Not where they are on this machine: pages are passed on.
        let names = options.captures.map { $0 == "-" ? "standard input" : String($0.split(separator: "/").last ?? "") }
        var renderer = format.renderer(
            Behaviour(topicPrefix: options.topicPrefix),
            title: names.count > 4 ? "\(names.count) recordings" : names.joined(separator: ", "))
        let file: ExplanationOutput
        do { file = try ExplanationOutput(path: output) } catch { throw ValidationError("\(error)") }
        file.append(renderer.beginning())
        let teller = Storyteller(of: Set(calls), keepsAllEvents: allEvents) { file.append(renderer.story($0)) }
        var replay = CaptureReplay(options: options.correlator, observer: teller)
        try options.feed(&replay) { _ in }
        _ = replay.finish { _ in }
        teller.finish()
        if teller.storiesTold == 0 { throw ValidationError(nothing(teller)) }
        file.append(renderer.ending())
        do { try file.finish() } catch { throw ValidationError("\(error)") }
    }

    /// Why there is nothing to show, and what there would be.
    private func nothing(_ teller: Storyteller) -> String {
        guard teller.callsSeen > 0 else { return "there is no call in what was recorded" }
        let more = teller.callsSeen > teller.firstCalls.count ? " …" : ""
        return "no call \(calls.joined(separator: ", ")) among the \(teller.callsSeen) that were recorded: "
            + teller.firstCalls.joined(separator: ", ") + more
    }
}
