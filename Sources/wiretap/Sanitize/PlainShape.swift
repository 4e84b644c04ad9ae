/// The forms of values without personal data.
enum PlainShape {
    /// Whether a value has the form that its header promises.
    static func holds(_ value: [UInt8], _ kind: HeaderClass) -> Bool {
        switch kind {
        case .word: isWord(value[...])
        case .counter: isNumber(value[...], digits: 9)
        case .moment: isNumber(value[...], digits: 9) || isMoment(value[...])
        case .media: isNumber(value[...], digits: 10) || isHex(value[...])
        case .figures: value.split(separator: UInt8(ascii: ";")).allSatisfy { isFigure(Bytes.trimmed($0)) }
        default: false
        }
    }

    /// `1795524468.880`: ten digits of seconds and a counter.
    static func isUniqueID(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].count == 10 && (1...10).contains(parts[1].count)
            && parts.allSatisfy { $0.allSatisfy(Bytes.isDigit) }
    }

    /// `call,all`: no spaces, and no run of digits that could be a phone number.
    private static func isWord(_ text: ArraySlice<UInt8>) -> Bool {
        var digits = 0
        guard text.first.map(Bytes.isLetter) ?? true else { return false }
        for byte in text {
            digits = Bytes.isDigit(byte) ? digits + 1 : 0
            guard digits < ValueScrubber.shortestNumber, byte < 0x80, Bytes.isWord(byte) || "_,-".utf8.contains(byte)
            else { return false }
        }
        return true
    }

    private static func isNumber(_ text: ArraySlice<UInt8>, digits: Int) -> Bool {
        let number = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
        let parts = number.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ $0.allSatisfy(Bytes.isDigit) }) else { return false }
        return parts[0].count <= digits && (parts.count < 2 || (1...20).contains(parts[1].count))
    }

    /// Seconds since 1970, from 2001 to 2033.
    private static func isMoment(_ text: ArraySlice<UInt8>) -> Bool {
        let seconds = text.prefix { $0 != UInt8(ascii: ".") }
        return seconds.count == 10 && seconds.first == UInt8(ascii: "1") && isNumber(text, digits: 10)
    }

    private static func isHex(_ text: ArraySlice<UInt8>) -> Bool {
        text.starts(with: "0x".utf8) && text.count <= 18 && text.dropFirst(2).allSatisfy(Bytes.isHex)
    }

    private static func isFigure(_ text: ArraySlice<UInt8>) -> Bool {
        if text.isEmpty { return true }
        let parts = text.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].allSatisfy { Bytes.isLetter($0) && $0 < 0x80 }
            && isNumber(parts[1], digits: 10)
    }
}
