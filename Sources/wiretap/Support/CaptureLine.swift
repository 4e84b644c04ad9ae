/// One line of a capture, as byte offsets.
struct CaptureLine: Equatable {
    /// With the line end.
    let range: Range<Int>
    /// Without the line end (`\n` or `\r\n`).
    let content: Range<Int>
    /// What stands before the first colon; nil in a line that is no header.
    let name: Range<Int>?
    /// What follows the colon and the one space that Asterisk writes after it; the content in a line that is no header.
    let value: Range<Int>

    /// Reads the line that starts at an offset, or nil at the end of the bytes.
    init?(in bytes: borrowing RawSpan, at start: Int, before limit: Int) {
        guard start < limit else { return nil }
        let next: Int
        var end: Int
        if let newline = bytes.firstOffset(of: UInt8(ascii: "\n"), from: start), newline < limit {
            next = newline + 1
            end = newline
            if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        } else {
            next = limit
            end = limit
        }
        range = start..<next
        content = start..<end
        // A header's name has no spaces but in ChanVariable(a b): anything else with a colon is text of a response.
        var colon = start
        while colon < end, bytes[colon] != UInt8(ascii: ":") { colon += 1 }
        if colon < end, colon > start {
            name = start..<colon
            let first = colon + 1
            value = (first < end && bytes[first] == UInt8(ascii: " ") ? first + 1 : first)..<end
        } else {
            name = nil
            value = start..<end
        }
    }
}
