extension Timestamp {
    /// Reads a moment as payloads write it, `2026-02-12T10:30:36.000Z` (RFC 3339, UTC); `nil` for anything else.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard (20...30).contains(bytes.count), bytes.last == UInt8(ascii: "Z") else { return nil }
        func digits(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard byte &- UInt8(ascii: "0") < 10 else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        for (offset, mark) in zip([4, 7, 10, 13, 16], "--T::".utf8) where bytes[offset] != mark { return nil }
        guard let year = digits(0..<4), let month = digits(5..<7), let day = digits(8..<10),
            let hour = digits(11..<13), let minute = digits(14..<16), let second = digits(17..<19),
            1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second <= 60
        else { return nil }
        var fraction: Int64 = 0
        if bytes.count > 20 {
            let decimals = min(bytes.count - 21, 6)
            guard bytes[19] == UInt8(ascii: "."), decimals > 0, digits(20..<bytes.count - 1) != nil,
                var value = digits(20..<20 + decimals)
            else { return nil }
            for _ in decimals..<6 { value *= 10 }
            fraction = value
        }
        // Days since 1970 in the Gregorian calendar, with years that begin in March, so that leap days come last.
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        self.init(microseconds: (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + fraction)
    }
}
