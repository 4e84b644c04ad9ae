import Correlator
import Glibc

/// The hour by the C library.
enum LocalClock {
    static func hour(_ time: Timestamp) -> Int {
        var seconds = time_t(time.microseconds / 1_000_000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return Int(parts.tm_hour)
    }
}
