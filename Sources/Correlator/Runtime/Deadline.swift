/// When a timer of a call is over.
struct Deadline: Comparable {
    /// The time, by the clock of arrival.
    var time: Timestamp
    /// The place of the call.
    var call: Int
    /// The number of the timer.
    var timer: Int

    static func < (left: Deadline, right: Deadline) -> Bool {
        (left.time.microseconds, left.call, left.timer) < (right.time.microseconds, right.call, right.timer)
    }

    static func == (left: Deadline, right: Deadline) -> Bool { !(left < right) && !(right < left) }
}
