import AMI

/// A moment, in whole microseconds since 1970-01-01 00:00 UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970.
    public var microseconds: Int64

    /// The last moment that RFC 3339 can write: the end of the year 9999.
    static let last = Timestamp(microseconds: 253_402_300_799_999_999)

    /// Differences and sums of two of these are numbers still.
    static let reckonable = -4 * last.microseconds...4 * last.microseconds

    /// A moment.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Reads `SECONDS.FRACTION`, as Asterisk's `timestampevents` writes it; `nil` for anything else, and for moments
    /// after the year 9999, which no payload could say.
    public init?(_ bytes: RawSpan) {
        if let microseconds = Self.usual(bytes) {
            self.microseconds = microseconds
            return
        }
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
            value = value * 10 + Int64(digit)
            guard value <= Self.last.microseconds else { return nil }
            if decimals >= 0 { decimals += 1 }
        }
        for _ in max(0, decimals)..<6 {
            value *= 10
            guard value <= Self.last.microseconds else { return nil }
        }
        microseconds = value
    }

    /// Earlier is less.
    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    /// Reads ten digits, a point and six digits, as it is written until the year 2286; `nil` for anything else.
    private static func usual(_ bytes: RawSpan) -> Int64? {
        guard bytes.byteCount == 17, bytes.byte(at: 10) == UInt8(ascii: ".") else { return nil }
        // The last eight of the seconds, and the last of them, the point and the fraction with the point taken out.
        let seconds = bytes.eightBytes(at: 2)
        let fraction = bytes.eightBytes(at: 9) & ~0xFFFF | UInt64(UInt8(ascii: "0")) * 0x0101
        let (tens, ones) = (bytes.byte(at: 0) &- UInt8(ascii: "0"), bytes.byte(at: 1) &- UInt8(ascii: "0"))
        guard areDigits(seconds), areDigits(fraction), tens < 10, ones < 10 else { return nil }
        let all = (Int64(tens) * 10 + Int64(ones)) * 100_000_000 + number(seconds)
        return all * 1_000_000 + number(fraction)
    }

    private static func areDigits(_ eight: UInt64) -> Bool {
        // A digit's upper half is 3, and stays 3 where 6 is added.
        (eight & 0xF0F0_F0F0_F0F0_F0F0) | ((eight &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4
            == 0x3333_3333_3333_3333
    }

    /// Eight digits, the first in the lowest byte: pairs of them, pairs of those, and once more.
    private static func number(_ digits: UInt64) -> Int64 {
        let ones = digits & 0x0F0F_0F0F_0F0F_0F0F
        let pairs = (ones &* 10 &+ ones >> 8) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
        return Int64((fours &* 10_000 &+ fours >> 32) & 0xFFFF_FFFF)
    }
}
