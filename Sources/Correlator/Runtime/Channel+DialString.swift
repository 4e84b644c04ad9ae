import AMI

extension Channel {
    /// The technology in a channel's name: `PJSIP` in `PJSIP/21-0000002a`; empty where there is none.
    static func technology(in name: RawSpan) -> Range<Int> {
        for offset in 0..<name.byteCount where name.byte(at: offset) == UInt8(ascii: "/") { return 0..<offset }
        return 0..<0
    }

    /// The user that a dial string is for.
    ///
    /// It is the number behind a line (`provider/0501`, `provider/sip:0501@host`), the user before a host or a line
    /// (`0501@provider`), and else the endpoint (`21`, `PJSIP/door`), also where its contact is named
    /// (`21/sip:21@192.0.2.21:5060`).
    ///
    /// - Parameters:
    ///   - text: What was dialled, with or without its technology.
    ///   - technology: That of the channel that was dialled.
    static func user(inDialString text: RawSpan, technology: RawSpan) -> Range<Int> {
        let start = lengthOfTechnology(text, technology)
        guard let slash = first(UInt8(ascii: "/"), text, start..<text.byteCount) else {
            return user(text, start..<text.byteCount)
        }
        let line = start..<slash
        var rest = slash + 1..<text.byteCount
        if lengthOfScheme(text, rest) > 0 {
            // A phone's contact is its own affair; a number at a line's is whom the call is for.
            let (number, endpoint) = (user(text, rest), user(text, line))
            let isNumber = number.count >= 3 && isNumber(text, number) && !isNumber(text, endpoint)
            return isNumber && first(UInt8(ascii: "@"), text, rest) != nil ? number : endpoint
        }
        while let next = rest.first, text.byte(at: next) == UInt8(ascii: "/") { rest = next + 1..<rest.upperBound }
        // Behind a Local channel's extension stand letters that say how it works.
        let hasHost = first(UInt8(ascii: "@"), text, line) != nil
        if hasHost, !rest.contains(where: { isDigit(text.byte(at: $0)) }) { return user(text, line) }
        let number = user(text, rest)
        return number.isEmpty ? user(text, line) : number
    }

    /// The part before a host, a password, a port or a parameter.
    private static func user(_ text: RawSpan, _ range: Range<Int>) -> Range<Int> {
        let start = range.lowerBound + lengthOfScheme(text, range)
        for offset in start..<range.upperBound {
            switch text.byte(at: offset) {
            case UInt8(ascii: "@"), UInt8(ascii: ":"), UInt8(ascii: ";"): return start..<offset
            default: continue
            }
        }
        return start..<range.upperBound
    }

    private static func lengthOfScheme(_ text: RawSpan, _ range: Range<Int>) -> Int {
        for length in [4, 5] where range.count >= length {
            let scheme = text.extracting(range.lowerBound..<range.lowerBound + length)
            if scheme.equals(length == 4 ? "sip:" : "sips:") { return length }
        }
        return 0
    }

    private static func lengthOfTechnology(_ text: RawSpan, _ technology: RawSpan) -> Int {
        let count = technology.byteCount
        guard count > 0, text.byteCount > count, text.byte(at: count) == UInt8(ascii: "/") else { return 0 }
        for offset in 0..<count where text.byte(at: offset) | 0x20 != technology.byte(at: offset) | 0x20 { return 0 }
        return count + 1
    }

    private static func first(_ byte: UInt8, _ text: RawSpan, _ range: Range<Int>) -> Int? {
        range.first { text.byte(at: $0) == byte }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func isNumber(_ text: RawSpan, _ range: Range<Int>) -> Bool {
        var digits = range
        if let first = range.first, text.byte(at: first) == UInt8(ascii: "+") { digits = first + 1..<range.upperBound }
        return !digits.isEmpty && digits.allSatisfy { isDigit(text.byte(at: $0)) }
    }
}
