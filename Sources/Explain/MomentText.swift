import Correlator

/// Writes moments and durations for people.
enum MomentText {
    /// RFC 3339 in UTC with milliseconds.
    static func text(_ time: Timestamp) -> String {
        var writer = JSONWriter()
        writer.timestamp(time)
        return String(decoding: writer.array.dropFirst().dropLast(), as: UTF8.self)
    }

    /// Seconds with milliseconds, such as `12.080`.
    static func seconds(_ microseconds: Int64) -> String {
        let milliseconds = (abs(microseconds) + 500) / 1000
        let fraction = String(milliseconds % 1000)
        let zeros = String(repeating: "0", count: 3 - fraction.count)
        return "\(microseconds < 0 ? "-" : "")\(milliseconds / 1000).\(zeros)\(fraction)"
    }
}
