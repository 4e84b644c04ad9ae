import Glibc

/// A moment as a clock and a calendar on the wall of this machine show it (`TZ`).
package struct LocalTime: Equatable {
    /// The same for all moments of a day, and of no other.
    package let day: Int
    /// 0 to 23.
    package let hour: Int
    /// The time zone, as people there call it: `CET`.
    package let zone: String
    private let minute: Int
    private let second: Int

    /// What they show at a moment.
    package init(_ time: Timestamp) {
        var seconds = time_t(time.microseconds / 1_000_000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        day = Int(parts.tm_year) * 1000 + Int(parts.tm_yday)
        hour = Int(parts.tm_hour)
        minute = Int(parts.tm_min)
        second = Int(parts.tm_sec)
        zone = parts.tm_zone.map { String(cString: $0) } ?? "UTC"
    }

    /// `10:30:36`
    package var timeOfDay: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(hour)):\(two(minute)):\(two(second))"
    }
}
