/// When a timer of a call or of a thing is over.
struct Deadline: Comparable {
    /// The time, by the clock of arrival.
    var time: Timestamp
    /// The place of the call or the thing.
    var call: Int
    /// The number of the timer; those of things come behind those of calls.
    var timer: Int

    static func < (left: Deadline, right: Deadline) -> Bool {
        (left.time.microseconds, left.call, left.timer) < (right.time.microseconds, right.call, right.timer)
    }

    static func == (left: Deadline, right: Deadline) -> Bool { !(left < right) && !(right < left) }
}
