import CallSpec
import Console

/// What `callgen verify` says, for people.
enum VerifyReport {
    /// One claim and what came of it.
    static func show(_ result: Verification, spec: String) {
        let verdict: String
        switch result.verdict {
        case .proven: verdict = "proven"
        case .broken: verdict = "BROKEN"
        case .undecided: verdict = "undecided"
        }
        say(
            "\(padded(verdict, 10))\(padded(result.invariant.name, 22))\(padded(result.claim, 36))"
                + "\(numbers(result.states, result.transitions, result.seconds)), "
                + "\(result.facts) facts tracked, \(result.rounds) rounds")
        guard case .broken(let story) = result.verdict else { return }
        let place = result.invariant.location
        say(
            "\(spec):\(place.line):\(place.column): error: '\(result.invariant.name)' is broken by "
                + "\(story.steps.count) events: \(story.fault)")
        for line in story.lines { say("    \(line)") }
    }

    /// How far one is that takes its time.
    static func showProgress(_ result: Verification) {
        StandardError.write(
            "          \(padded(result.invariant.name, 22))\(padded(result.claim, 36))\(result.states) states so far, "
                + "\(result.facts) facts tracked, round \(result.rounds + 1)\n")
    }

    /// A line that is there at once: whoever cuts it short has what was done until then.
    static func say(_ line: String) { Output.write(Array("\(line)\n".utf8), to: 1) }

    /// All of them together.
    static func showSum(_ results: [Verification], channels: Int, calls: Int) {
        var proven = 0
        var (states, transitions, seconds) = (0, 0, 0.0)
        for result in results {
            if case .proven = result.verdict { proven += 1 }
            states += result.states
            transitions += result.transitions
            seconds += result.seconds
        }
        say(
            "\(proven) of \(results.count) claims proven, for any order of events and up to \(channels) channels and "
                + "\(calls) calls at a time: "
                + numbers(states, transitions, seconds))
    }

    private static func numbers(_ states: Int, _ transitions: Int, _ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(states) states, \(transitions) transitions, \(tenths / 10).\(tenths % 10) s"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
