/// Text with bytes as `%20`, as Asterisk sends the variables of an AGI.
enum PercentCoding {
    private static let percent = UInt8(ascii: "%")

    /// Whether a text is lines that were encoded together.
    static func hasLines(_ text: [UInt8]) -> Bool {
        var position = text.startIndex
        while let next = text[position...].firstIndex(of: percent) {
            if isLineEnd(at: next, in: text) { return true }
            position = next + 1
        }
        return false
    }

    /// The lines, still encoded.
    static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var position = start
        while let next = text[position...].firstIndex(of: percent) {
            position = next + 1
            guard isLineEnd(at: next, in: text) else { continue }
            lines.append(text[start..<next])
            start = next + 3
            position = start
        }
        return lines + [text[start...]]
    }

    private static func isLineEnd(at position: Int, in text: [UInt8]) -> Bool {
        text[position...].starts(with: "%0A".utf8) || text[position...].starts(with: "%0a".utf8)
    }

    static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        var position = text.startIndex
        while position < text.endIndex {
            if text[position] == percent, position + 2 < text.endIndex, let high = value(text[position + 1]),
                let low = value(text[position + 2])
            {
                out.append(high << 4 | low)
                position += 3
            } else {
                out.append(text[position])
                position += 1
            }
        }
        return out
    }

    static func encoded(_ text: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return text.flatMap { byte in
            (byte < 0x80 && Bytes.isWord(byte)) || "-_.~/".utf8.contains(byte)
                ? [byte] : [percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    /// Whether `%20` or the like ends before a place.
    static func isCode(endingAt position: Int, in text: ArraySlice<UInt8>) -> Bool {
        position >= text.startIndex + 3 && position <= text.endIndex && text[position - 3] == percent
            && Bytes.isHex(text[position - 2])
            && Bytes.isHex(text[position - 1])
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
