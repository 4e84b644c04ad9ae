import AMI

/// Writes JSON (RFC 8259) straight to bytes.
package struct JSONWriter: ~Copyable {
    private var buffer = ByteBuffer()
    private var needsComma = false

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
        let milliseconds = (max(0, microseconds) + 500) / 1000
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

    /// A moment as RFC 3339 in UTC with milliseconds, cut and not rounded, so that no event is dated into the future.
    package mutating func timestamp(_ time: Timestamp) {
        separate()
        let milliseconds = time.microseconds / 1000
        let seconds = milliseconds / 1000
        let (year, month, day) = Self.civil(daysSince1970: Int(seconds / 86400))
        let second = Int(seconds % 86400)
        buffer.append(UInt8(ascii: "\""))
        buffer.append(UInt64(year), digits: 4)
        buffer.append(UInt8(ascii: "-"))
        buffer.append(UInt64(month), digits: 2)
        buffer.append(UInt8(ascii: "-"))
        buffer.append(UInt64(day), digits: 2)
        buffer.append(UInt8(ascii: "T"))
        buffer.append(UInt64(second / 3600), digits: 2)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(UInt64(second / 60 % 60), digits: 2)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(UInt64(second % 60), digits: 2)
        buffer.append(UInt8(ascii: "."))
        buffer.append(UInt64(milliseconds % 1000), digits: 3)
        buffer.append(UInt8(ascii: "Z"))
        buffer.append(UInt8(ascii: "\""))
        needsComma = true
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
        for place in range where mustEscape(text.byte(at: place)) { return place }
        return nil
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private mutating func escape(_ byte: UInt8) {
        buffer.append(UInt8(ascii: "\\"))
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return buffer.append(byte) }
        buffer.append("u00")
        for digit in [byte >> 4, byte & 15] {
            buffer.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
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
