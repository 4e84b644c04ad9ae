@_spi(Runtime)
extension CallRuntime where Self: ~Copyable {
    /// Asks triggers in turn and does what the call's state says to each.
    ///
    /// - Parameters:
    ///   - triggers: The triggers of what happened.
    ///   - subjects: What it is about.
    ///   - bytes: The AMI event; empty where there is none.
    ///   - isLast: Whether all that comes after follows from the subjects and what is known alone.
    @inlinable
    public mutating func fire(
        _ triggers: Triggers, on subjects: Subjects, _ bytes: RawSpan = RawSpan(), isLast: Bool = false
    ) {
        var subjects = subjects
        for place in triggers.startIndex..<triggers.endIndex {
            if isStopped() || isLast && isKnown(from: place, of: triggers, subjects) { return }
            let trigger = triggers[place]
            guard let rules = rules(for: trigger, subjects, bytes) else { continue }
            for rule in rules.startIndex..<rules.endIndex where holds(rules[rule], subjects, bytes) {
                let steps = take(rules[rule], of: trigger, call: subjects.call)
                for step in steps.startIndex..<steps.endIndex where !isStopped() {
                    perform(steps[step], &subjects, bytes)
                }
                break
            }
            // Over is over: the call is forgotten here, its other triggers are not asked any more.
            if let call = subjects.call, isFinal(call) {
                if firstChannel(of: call) != nil { close(call) }
                return
            }
        }
    }

    /// Does steps for each channel of a call for which a condition holds, as if what happened were about it alone.
    ///
    /// The steps move no channel to another call and end none.
    @inlinable
    public mutating func perform(
        _ steps: Steps, forEachChannelOf call: Int, _ bytes: RawSpan, where holds: (inout Self, Subjects) -> Bool
    ) {
        var next = firstChannel(of: call)
        while let channel = next, !isStopped() {
            next = self.channel(after: channel)
            var subjects = Subjects(call: call, channel: channel)
            guard holds(&self, subjects) else { continue }
            for step in steps.startIndex..<steps.endIndex where !isStopped() {
                perform(steps[step], &subjects, bytes)
            }
        }
    }

    /// A timer of a call is over.
    @inlinable
    public mutating func end(timer: Int, of call: Int) {
        setTimer(timer, of: call, runs: false)
        willEnd(timer: timer, of: call)
        fire(triggers(ofTimer: timer), on: Subjects(call: call))
    }
}
