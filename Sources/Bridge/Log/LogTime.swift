import Glibc

/// The current time for a log line.
struct LogTime {
    private let time: timespec

    /// Now, by the system's clock.
    init() {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        self.time = time
    }

    /// RFC 3339, UTC, milliseconds.
    var text: String {
        var seconds = time.tv_sec
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func digits(_ value: some BinaryInteger, _ count: Int) -> String {
            let text = "\(value)"
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let date = "\(parts.tm_year + 1900)-\(digits(parts.tm_mon + 1, 2))-\(digits(parts.tm_mday, 2))"
        let clock = "\(digits(parts.tm_hour, 2)):\(digits(parts.tm_min, 2)):\(digits(parts.tm_sec, 2))"
        return "\(date)T\(clock).\(digits(time.tv_nsec / 1_000_000, 3))Z"
    }
}
