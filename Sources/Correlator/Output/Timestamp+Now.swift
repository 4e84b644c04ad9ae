import Glibc

extension Timestamp {
    /// The moment it is, by the system's clock. The correlator itself has none: its owner tells it when things arrive.
    public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
