import ArgumentParser
import Bridge
import Console
import Correlator

/// `asterisk-mqtt replay CAPTURE…`
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints what the daemon would publish for recorded AMI.",
        discussion: """
            Prints one `TOPIC PAYLOAD` on each line, as `mosquitto_sub -v` does. Needs no broker, no Asterisk and no \
            configuration. Several recordings are read as one, in the given order.

            Events are dated by their `Timestamp`. Without it (`timestampevents = no`), they are dated by the file \
            RECORDING.times that `wiretap capture` writes, and without that by the current time.

            With --spec, each call that breaks an invariant of the spec is reported.

            EXIT STATUS:
              0   success
              1   with --spec: a call breaks an invariant
              65  the recording contains no AMI
              66  a recording can't be read
              78  the spec can't be used
            """)

    @Flag(help: "Print counts, open calls and the rate instead of messages.")
    var summary = false

    @Flag(help: "Also print retained messages, such as the state of each extension.")
    var states = false

    @OptionGroup var behaviour: SpecOptions

    @OptionGroup var options: CaptureOptions

    func run() throws { try CommandFailure.reporting(replay) }

    private func replay() throws {
        var replay = CaptureReplay(
            tables: try behaviour.load().tables, options: options.correlator, includesStates: states)
        let output = LineOutput()
        let prefix = Array(options.topicPrefix.utf8)
        let isSilent = summary
        let print = { (event: CallEvent) in
            if isSilent { return }
            output.line(prefix, event)
        }
        let started = ContinuousClock.now
        try options.feed(&replay, print)
        let elapsed = ContinuousClock.now - started
        let result = replay.finish(print)
        output.flush()
        if let complaint = options.complaint(about: result) { throw complaint }
        if summary { Swift.print(SummaryText.text(result, elapsed: elapsed)) }
        for (claim, call) in result.brokenClaims {
            StandardError.write("\(behaviour.spec ?? ""): call \(call) breaks the invariant '\(claim)'\n")
        }
        if !result.brokenClaims.isEmpty { throw ExitCode.failure }
    }
}
