import AMI
import Bridge
import Correlator

/// What `replay --summary` prints.
enum SummaryText {
    static func text(_ summary: CaptureReplay.Summary, elapsed: Duration) -> String {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Double(summary.bytes) / seconds / 1e6 : 0
        let (wanted, skipped) = (summary.decoder.messages, summary.decoder.skipped)
        var lines = [
            "bytes      \(summary.bytes)",
            "messages   \(wanted + skipped): \(wanted) decoded, \(skipped) skipped by name",
            "bad input  \(summary.decoder.malformed) malformed, \(summary.decoder.oversized) too long, "
                + "\(summary.correlator.malformed) without required headers, "
                + "\(summary.correlator.undated) with an invalid time, "
                + "\(summary.correlator.unknownChannels) about unknown channels",
            "calls      \(summary.correlator.callsBegun) begun, \(summary.correlator.callsEnded) ended",
            "published  "
                + summary.messages.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "),
            "rate       \(round(rate, 1)) MB/s in \(round(seconds, 3)) s",
            "still open \(summary.openCalls.count)",
        ]
        lines += summary.openCalls.prefix(20).map { "           \($0)" }
        if summary.openCalls.count > 20 { lines.append("           and \(summary.openCalls.count - 20) more") }
        return lines.joined(separator: "\n")
    }

    private static func round(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        return String((value * scale).rounded() / scale)
    }
}
