/// Writes JSON (RFC 8259) straight to bytes.
package struct JSONWriter {
    package var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    package mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
    }

    package mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    package mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
    }

    package mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    package mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ text: String) {
        separate()
        quote(text)
        needsComma = true
    }

    /// Something that is JSON already: a number, `true`, `null`.
    package mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    /// The same, as bytes.
    package mutating func literal(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// A duration in seconds, to the millisecond, with at least one decimal: `32.0`, `4.506`.
    package mutating func seconds(microseconds: Int64) {
        separate()
        let milliseconds = (max(0, microseconds) + 500) / 1000
        bytes.append(contentsOf: String(milliseconds / 1000).utf8)
        bytes.append(UInt8(ascii: "."))
        var fraction = milliseconds % 1000
        var divisor: Int64 = 100
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(fraction / divisor))
            fraction %= divisor
            divisor /= 10
        } while fraction > 0
        needsComma = true
    }

    /// A moment as RFC 3339 in UTC with milliseconds, cut and not rounded, so that no event is dated into the future.
    package mutating func timestamp(_ time: Timestamp) {
        separate()
        let milliseconds = time.microseconds / 1000
        let seconds = milliseconds / 1000
        let (year, month, day) = Self.civil(daysSince1970: Int(seconds / 86400))
        let second = Int(seconds % 86400)
        bytes.append(UInt8(ascii: "\""))
        digits(year, 4)
        bytes.append(UInt8(ascii: "-"))
        digits(month, 2)
        bytes.append(UInt8(ascii: "-"))
        digits(day, 2)
        bytes.append(UInt8(ascii: "T"))
        digits(second / 3600, 2)
        bytes.append(UInt8(ascii: ":"))
        digits(second / 60 % 60, 2)
        bytes.append(UInt8(ascii: ":"))
        digits(second % 60, 2)
        bytes.append(UInt8(ascii: "."))
        digits(Int(milliseconds % 1000), 3)
        bytes.append(UInt8(ascii: "Z"))
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func digits(_ number: Int, _ count: Int) {
        var divisor = 1
        for _ in 1..<count { divisor *= 10 }
        var rest = number % (divisor * 10)
        for _ in 0..<count {
            bytes.append(UInt8(ascii: "0") + UInt8(rest / divisor))
            rest %= divisor
            divisor = max(1, divisor / 10)
        }
    }

    /// The bytes of a text at the most, before it is escaped. A longer one is cut between two characters of Unicode and
    /// ends in "…": texts come from callers and dialplans, and must not make a message too large for a broker.
    static let longestText = 1024

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text.utf8.count <= Self.longestText ? text : Self.cut(text)
        text.withUTF8 { utf8 in
            // Nearly all of it goes as it is, so it goes in runs.
            var start = 0
            for place in utf8.indices where Self.mustEscape(utf8[place]) {
                bytes.append(contentsOf: utf8[start..<place])
                escape(utf8[place])
                start = place + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func cut(_ text: String) -> String {
        let sign = "…"
        var end = text.utf8.index(text.startIndex, offsetBy: longestText - sign.utf8.count)
        // Back to where a character begins, unless that is further than one can be long.
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return text[..<end] + sign
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return bytes.append(byte) }
        bytes.append(contentsOf: "u00".utf8)
        for digit in [byte >> 4, byte & 15] {
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    /// The date of a day by the Gregorian calendar, after Howard Hinnant's `civil_from_days`; days from 1970 on.
    private static func civil(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = daysSince1970 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
