/// Finds the ids in a message: where they start and end, and what they are.
enum IDTokens {
    enum Token: Equatable {
        /// `1795524468.880`
        case uniqueID(seconds: Int64, counter: UInt64)
        /// `00000371`, behind the last hyphen of a channel's name
        case channel
        /// `00000191` of `[C-00000191]`
        case call
        case uuid
    }

    /// Calls the body with each token in a range of bytes, in order.
    static func forEach(in bytes: borrowing RawSpan, _ range: Range<Int>, _ body: (Token, Range<Int>) -> Void) {
        var position = range.lowerBound
        while position < range.upperBound {
            guard Bytes.isWord(bytes[position]) else {
                position += 1
                continue
            }
            var end = position + 1
            while end < range.upperBound, Bytes.isWord(bytes[end]) { end += 1 }
            if let (token, tokenEnd) = token(at: position, wordEnd: end, in: bytes, range) {
                body(token, position..<tokenEnd)
                position = tokenEnd
            } else {
                position = end
            }
        }
    }

    private static func token(
        at start: Int, wordEnd: Int, in bytes: borrowing RawSpan, _ range: Range<Int>
    ) -> (Token, Int)? {
        let length = wordEnd - start
        if length == 8, let end = uuidEnd(at: start, in: bytes, range) { return (.uuid, end) }
        if length == 10, wordEnd < range.upperBound, bytes[wordEnd] == UInt8(ascii: "."),
            let seconds = decimal(start..<wordEnd, in: bytes)
        {
            var end = wordEnd + 1
            while end < range.upperBound, Bytes.isDigit(bytes[end]) { end += 1 }
            if end > wordEnd + 1, end == range.upperBound || !Bytes.isWord(bytes[end]),
                let counter = decimal(wordEnd + 1..<end, in: bytes)
            {
                return (.uniqueID(seconds: Int64(seconds), counter: counter), end)
            }
        }
        if length == 8, start > range.lowerBound, bytes[start - 1] == UInt8(ascii: "-"),
            isHex(start..<wordEnd, in: bytes)
        {
            let isCall = start >= range.lowerBound + 3 && bytes.equals(start - 3..<start, "[C-")
            return (isCall ? .call : .channel, wordEnd)
        }
        return nil
    }

    private static func uuidEnd(at start: Int, in bytes: borrowing RawSpan, _ range: Range<Int>) -> Int? {
        let end = start + 36
        guard end <= range.upperBound, end == range.upperBound || !Bytes.isWord(bytes[end]) else { return nil }
        for offset in 0..<36 {
            if offset == 8 || offset == 13 || offset == 18 || offset == 23 {
                guard bytes[start + offset] == UInt8(ascii: "-") else { return nil }
            } else if !Bytes.isHex(bytes[start + offset]) {
                return nil
            }
        }
        return end
    }

    private static func isHex(_ range: Range<Int>, in bytes: borrowing RawSpan) -> Bool {
        for position in range where !Bytes.isHex(bytes[position]) { return false }
        return true
    }

    private static func decimal(_ range: Range<Int>, in bytes: borrowing RawSpan) -> UInt64? {
        guard range.count <= 18 else { return nil }
        var value: UInt64 = 0
        for position in range {
            guard Bytes.isDigit(bytes[position]) else { return nil }
            value = value * 10 + UInt64(bytes[position] - 0x30)
        }
        return value
    }
}
