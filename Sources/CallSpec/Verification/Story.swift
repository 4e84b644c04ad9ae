/// The events, one after the other, that bring a spec to break one of its invariants.
public struct Story: Sendable {
    /// One event, and what it does.
    public struct Step: Sendable {
        /// The event of AMI, with its headers in order; none where time passes.
        public var headers: [(name: String, value: String)]
        /// How many milliseconds pass before it.
        public var milliseconds: Int
        /// What happens, in a line.
        public var title: String
        /// The messages that are sent, each with its call's id.
        public var messages: [(name: String, call: String)]
        /// What it does, a line each: messages sent, calls that are over.
        public var consequences: [String]
        /// The calls that go on afterwards, with their states.
        public var calls: [String]
    }

    /// What happens.
    public var steps: [Step]
    /// What is wrong in the end.
    public var fault: String
    /// Whether it rests on comparisons of texts or numbers that the headers written down may not bear out.
    public var isLoose = false
    /// Whether a resynchronisation is part of it, which a replay does not request.
    public var hasRollCall = false

    /// As numbered lines.
    public var lines: [String] {
        var lines: [String] = []
        for (number, step) in steps.enumerated() {
            let calls = step.calls.isEmpty ? "no call" : step.calls.joined(separator: ", ")
            lines.append("\(number + 1). \(step.title)  [\(calls)]")
            lines += step.consequences.map { "     \($0)" }
        }
        lines.append("=> \(fault)")
        if isLoose { lines.append("   (some comparisons are taken to come out so; the capture may not bear them out)") }
        if hasRollCall { lines.append("   (a roll call is part of it, which a replay does not ask for)") }
        return lines
    }

    /// As AMI sends it: a capture that can be played back.
    public var capture: String {
        var text = "Asterisk Call Manager/11.0.0\r\n"
        var time = 1_800_000_100_000
        for step in steps {
            time += step.milliseconds
            guard let event = step.headers.first else { continue }
            let fraction = String(1000 + time % 1000).dropFirst()
            text +=
                "\(event.name): \(event.value)\r\nPrivilege: call,all\r\nTimestamp: \(time / 1000).\(fraction)000\r\n"
            for header in step.headers.dropFirst() { text += "\(header.name): \(header.value)\r\n" }
            text += "\r\n"
        }
        return text
    }
}
