import AMI

/// A moment, in whole microseconds since 1970-01-01 00:00 UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970.
    public var microseconds: Int64

    /// A moment.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Reads `SECONDS.FRACTION`, as Asterisk's `timestampevents` writes it; `nil` for anything else, and for moments
    /// that are further off than any clock.
    public init?(_ bytes: RawSpan) {
        var value: Int64 = 0
        var decimals = -1
        guard bytes.byteCount > 0, bytes.byteCount <= 24 else { return nil }
        for offset in 0..<bytes.byteCount {
            let byte = bytes.byte(at: offset)
            if byte == UInt8(ascii: "."), decimals < 0, offset > 0 {
                decimals = 0
                continue
            }
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            if decimals >= 6 { continue }
            // 2^63 microseconds are 292,000 years; anything near it is no time.
            guard value < Int64.max / 100 else { return nil }
            value = value * 10 + Int64(digit)
            if decimals >= 0 { decimals += 1 }
        }
        for _ in max(0, decimals)..<6 {
            guard value < Int64.max / 100 else { return nil }
            value *= 10
        }
        microseconds = value
    }

    /// Earlier is less.
    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}
