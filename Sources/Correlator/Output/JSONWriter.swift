import AMI

/// Writes JSON (RFC 8259) straight to bytes.
package struct JSONWriter: ~Copyable {
    private var buffer = ByteBuffer()
    private var needsComma = false
    /// The second that was last written as a moment, since 1970, and what it was written as: the next is mostly the same.
    private var second = Int64.min
    private var secondText = InlineArray<20, UInt8>(repeating: 0)

    package init() {}

    /// What was written.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get { buffer.bytes }
    }

    /// The same in an array.
    package var array: [UInt8] { [UInt8](copying: bytes) }

    /// Begins anew, in the room that there is.
    package mutating func clear() {
        buffer.clear()
        needsComma = false
    }

    package mutating func beginObject() {
        separate()
        buffer.append(UInt8(ascii: "{"))
        needsComma = false
    }

    package mutating func endObject() {
        buffer.append(UInt8(ascii: "}"))
        needsComma = true
    }

    package mutating func beginArray() {
        separate()
        buffer.append(UInt8(ascii: "["))
        needsComma = false
    }

    package mutating func endArray() {
        buffer.append(UInt8(ascii: "]"))
        needsComma = true
    }

    package mutating func key(_ name: String) {
        key(name.utf8.span.bytes)
    }

    package mutating func key(_ name: RawSpan) {
        separate()
        quote(name)
        buffer.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A key, with its quotation marks and colon.
    package mutating func key(json: RawSpan) {
        separate()
        buffer.append(copying: json)
        needsComma = false
    }

    package mutating func string(_ text: String) {
        string(text.utf8.span.bytes)
    }

    package mutating func string(_ text: RawSpan) {
        separate()
        quote(text)
        needsComma = true
    }

    /// Something that is JSON already: a number, `true`, `null`, or a field.
    package mutating func literal(_ json: RawSpan) {
        separate()
        buffer.append(copying: json)
        needsComma = true
    }

    /// The same, of a text.
    package mutating func literal(_ json: String) {
        literal(json.utf8.span.bytes)
    }

    /// The same, of an array.
    package mutating func literal(_ json: [UInt8]) {
        literal(json.span.bytes)
    }

    /// The members of an object that is JSON already, into the one that is being written: it has one at least, and nothing
    /// around its braces.
    package mutating func members(of object: [UInt8]) {
        literal(object.span.bytes.extracting(1..<object.count - 1))
    }

    /// A whole number.
    package mutating func number(_ number: Int64) {
        separate()
        buffer.append(decimal: number)
        needsComma = true
    }

    /// A duration in seconds, to the millisecond, with at least one decimal: `32.0`, `4.506`.
    package mutating func seconds(microseconds: Int64) {
        separate()
        let whole = max(0, microseconds)
        let milliseconds = whole / 1000 + (whole % 1000 >= 500 ? 1 : 0)
        buffer.append(decimal: milliseconds / 1000)
        buffer.append(UInt8(ascii: "."))
        var fraction = milliseconds % 1000
        var divisor: Int64 = 100
        repeat {
            buffer.append(UInt8(ascii: "0") + UInt8(fraction / divisor))
            fraction %= divisor
            divisor /= 10
        } while fraction > 0
        needsComma = true
    }

    /// A moment as RFC 3339 in UTC with milliseconds, cut and not rounded, so that no event is dated into the future; one
    /// before 1970 as the beginning of that year, and one after 9999 as the end of that.
    package mutating func timestamp(_ time: Timestamp) {
        separate()
        let milliseconds = min(max(0, time.microseconds), Timestamp.last.microseconds) / 1000
        if milliseconds / 1000 != second { setSecond(milliseconds / 1000) }
        buffer.append(UInt8(ascii: "\""))
        buffer.append(copying: secondText.span.bytes)
        buffer.append(UInt64(milliseconds % 1000), digits: 3)
        buffer.append(UInt8(ascii: "Z"))
        buffer.append(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func setSecond(_ new: Int64) {
        second = new
        let (year, month, day) = Self.civil(daysSince1970: Int(new / 86400))
        let time = Int(new % 86400)
        var place = 0
        for (number, digits, mark) in [
            (year, 4, "-" as Unicode.Scalar), (month, 2, "-"), (day, 2, "T"), (time / 3600, 2, ":"),
            (time / 60 % 60, 2, ":"), (time % 60, 2, "."),
        ] {
            var rest = number
            for digit in (place..<place + digits).reversed() {
                secondText[digit] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            secondText[place + digits] = UInt8(ascii: mark)
            place += digits + 1
        }
    }

    private mutating func separate() {
        if needsComma { buffer.append(UInt8(ascii: ",")) }
    }

    /// The bytes of a text at the most, before it is escaped. A longer one is cut between two characters of Unicode and
    /// ends in "…": texts come from callers and dialplans, and must not make a message too large for a broker.
    static let longestText = 1024

    private mutating func quote(_ text: RawSpan) {
        buffer.append(UInt8(ascii: "\""))
        // Nearly all of it goes as it is, so it goes in runs.
        let end = Self.end(of: text)
        var start = 0
        while let place = Self.firstToEscape(in: text, start..<end) {
            buffer.append(copying: text.extracting(start..<place))
            escape(text.byte(at: place))
            start = place + 1
        }
        buffer.append(copying: text.extracting(start..<end))
        if end < text.byteCount { buffer.append("…") }
        buffer.append(UInt8(ascii: "\""))
    }

    /// How many bytes of a text are written.
    private static func end(of text: RawSpan) -> Int {
        if text.byteCount <= longestText { return text.byteCount }
        var end = longestText - "…".utf8.count
        // Back to where a character begins.
        while end > 0, text.byte(at: end) & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    private static func firstToEscape(in text: RawSpan, _ range: Range<Int>) -> Int? {
        var place = range.lowerBound
        while place + 8 <= range.upperBound {
            let found = bytesToEscape(text.eightBytes(at: place))
            if found != 0 { return place + found.trailingZeroBitCount / 8 }
            place += 8
        }
        while place < range.upperBound {
            if mustEscape(text.byte(at: place)) { return place }
            place += 1
        }
        return nil
    }

    /// The top bit of each of eight bytes that must be escaped: the lowest that is set is right, those above may not be.
    private static func bytesToEscape(_ eight: UInt64) -> UInt64 {
        func zeros(_ bytes: UInt64) -> UInt64 { (bytes &- 0x0101_0101_0101_0101) & ~bytes }
        let control = (eight &- 0x2020_2020_2020_2020) & ~eight
        let quote = zeros(eight ^ 0x2222_2222_2222_2222)
        let backslash = zeros(eight ^ 0x5C5C_5C5C_5C5C_5C5C)
        let delete = zeros(eight ^ 0x7F7F_7F7F_7F7F_7F7F)
        return (control | quote | backslash | delete) & 0x8080_8080_8080_8080
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private mutating func escape(_ byte: UInt8) {
        buffer.append(UInt8(ascii: "\\"))
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return buffer.append(byte) }
        buffer.append("u00")
        buffer.append(hexadecimalDigit: byte >> 4)
        buffer.append(hexadecimalDigit: byte & 15)
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
