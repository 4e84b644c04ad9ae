import ArgumentParser
import Bridge
import Correlator

/// `asterisk-mqtt replay CAPTURE…`
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs recorded AMI through the daemon's decoder and correlator.",
        discussion: """
            Prints one `TOPIC PAYLOAD` a line, as `mosquitto_sub -v` would. Needs no broker, no Asterisk and no \
            configuration. Several captures are taken as one recording, in the order in which they are named.

            Events are dated by their own `Timestamp`. Where a PBX sends none (`timestampevents = no`), they are dated by \
            the sidecar CAPTURE.times that `wiretap capture` writes, or, without it, by now.
            """)

    @Flag(help: "Print counts, calls still open and the rate instead.")
    var summary = false

    @Flag(help: "Print what the broker would keep, too, such as what each phone is doing.")
    var states = false

    @OptionGroup var options: CaptureOptions

    func run() throws {
        var replay = CaptureReplay(options: options.correlator, includesStates: states)
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
        if summary { Swift.print(SummaryText.text(result, elapsed: elapsed)) }
    }
}
