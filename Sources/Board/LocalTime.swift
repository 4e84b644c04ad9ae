import Correlator
import Glibc

/// Day and hour where the daemon runs: "today" is the day of those who look at the board, not that of Greenwich.
struct LocalTime: Equatable {
    /// The same for all moments of a day, and of no other.
    var day: Int
    /// 0 to 23.
    var hour: Int
    /// The time zone, as people there call it: `CET`.
    var zone: String

    init(_ time: Timestamp) {
        var seconds = time_t(time.microseconds / 1_000_000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        day = Int(parts.tm_year) * 1000 + Int(parts.tm_yday)
        hour = Int(parts.tm_hour)
        zone = parts.tm_zone.map { String(cString: $0) } ?? "UTC"
    }
}
