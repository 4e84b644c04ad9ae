import AMI
import HeapModule
@_spi(Runtime) import CallLogic

extension Correlator {
    /// How long it is until the first timer that runs is over; `nil` where none runs. The owner calls ``advance(to:)``
    /// when it has passed and no event has come.
    ///
    /// - Parameter arrival: What time it is, by the clock of arrival.
    public func untilDeadline(at arrival: Timestamp) -> Duration? {
        deadlines.min.map { .microseconds(max(0, $0.time.microseconds - clockLead - arrival.microseconds)) }
    }

    /// Lets time pass: does what is to be done when timers are over, in order, dated with the time at which they were
    /// due.
    ///
    /// - Parameter arrival: What time it is, by the clock of arrival.
    public mutating func advance(to arrival: Timestamp) {
        let (time, overflow) = arrival.microseconds.addingReportingOverflow(clockLead)
        endTimers(until: overflow ? .max : time)
    }

    /// Timers follow the PBX's clock, by the timestamps of its events, so that replaying a recording gives the same result.
    mutating func endTimers(until time: Int64) {
        passing = time
        defer { passing = nil }
        while let deadline = deadlines.min, deadline.time.microseconds <= time {
            deadlines.removeMin()
            if deadline.timer >= tables.timers.count {
                endThingTimer(deadline)
                continue
            }
            let place = deadline.call * tables.timers.count + deadline.timer
            // One that was stopped or begun anew since is not this one's.
            guard due[place] == deadline.time.microseconds else { continue }
            now = deadline.time
            end(timer: deadline.timer, of: deadline.call)
        }
    }

    /// None of a call's timers runs any more, or yet.
    mutating func resetTimers(of call: Int) {
        let count = tables.timers.count
        if due.count < (call + 1) * count {
            due.add(repeatElement(FactPool.unset, count: count))
        } else {
            for timer in 0..<count { due[call * count + timer] = FactPool.unset }
        }
    }
}
