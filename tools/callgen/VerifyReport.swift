import CallSpec

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
        print(
            "\(padded(verdict, 10))\(padded(result.invariant.name, 22))\(padded(result.claim, 36))"
                + "\(figures(result.states, result.transitions, result.seconds)), "
                + "\(result.facts) facts tracked, \(result.rounds) rounds")
        guard case .broken(let story) = result.verdict else { return }
        let place = result.invariant.location
        print(
            "\(spec):\(place.line):\(place.column): error: '\(result.invariant.name)' is broken by "
                + "\(story.steps.count) events: \(story.fault)")
        for line in story.lines { print("    \(line)") }
    }

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
        print(
            "\(proven) of \(results.count) claims proven, for any order of events and up to \(channels) channels and "
                + "\(calls) calls at a time: "
                + figures(states, transitions, seconds))
    }

    private static func figures(_ states: Int, _ transitions: Int, _ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(states) states, \(transitions) transitions, \(tenths / 10).\(tenths % 10) s"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
