import Glibc

extension Timestamp {
    /// The current time, by the system's clock. The correlator has no clock: its owner passes the time of arrival.
    public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
