/// Phone numbers.
extension ValueScrubber {
    mutating func number(_ rest: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Match? {
        let digits = rest.prefix(while: Bytes.isDigit)
        let kept: Match = (digits.endIndex, Array(digits))
        guard digits.count >= Self.shortestNumber else { return kept }
        if Self.isChannelSuffix(digits, in: text) || Self.isHexWord(around: digits, in: text)
            || Self.isFraction(digits, in: text)
        {
            return kept
        }
        return (digits.endIndex, scrubNumber(digits))
    }

    /// `+49 (30) 123-456`
    mutating func internationalNumber(_ rest: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Match? {
        guard let (digits, _, end) = Self.groups(rest.dropFirst(), in: text), digits.count >= Self.shortestNumber else {
            return nil
        }
        return (end, [UInt8(ascii: "+")] + scrubNumber(digits[...], isInternational: true))
    }

    /// `030 123-456`, `(030) 123456`, `(555) 123-4567`: groups that begin with the 0 of a trunk call or in parentheses.
    /// Groups of two digits alone are dates and times.
    mutating func nationalNumber(
        _ rest: ArraySlice<UInt8>, before: UInt8, in text: ArraySlice<UInt8>
    ) -> Match? {
        guard !Bytes.isWord(before), !"-./:".utf8.contains(before) else { return nil }
        let isInParentheses = rest.first == UInt8(ascii: "(")
        let digits = isInParentheses ? rest.dropFirst() : rest
        guard isInParentheses || digits.first == UInt8(ascii: "0"),
            let (found, longest, end) = Self.groups(digits, in: text), found.count >= 7, longest >= 3,
            found.count < end - rest.startIndex, end == text.endIndex || text[end] != UInt8(ascii: ":")
        else { return nil }
        let first = digits.prefix(while: Self.isDigit)
        guard !isInParentheses || text[first.endIndex...].first == UInt8(ascii: ")") else { return nil }
        // 000.123456 is a fraction, 01.02.2026 a date.
        let separators = rest[rest.startIndex..<end].filter { !Bytes.isDigit($0) }
        guard separators != [UInt8(ascii: ".")] else { return nil }
        guard first.count != 2 || longest != 4 || found.count != 8 else { return nil }
        return (end, scrubNumber(found[...]))
    }

    /// `212-867-5309`, `01 23 45 67 89`, `1.212.867.5309`: groups with one separator between two, that are no date, time or
    /// version.
    mutating func groupedNumber(_ rest: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Match? {
        if rest.startIndex > text.startIndex {
            let before = text[rest.startIndex - 1]
            let isBehindDigit = rest.startIndex > text.startIndex + 1 && Bytes.isDigit(text[rest.startIndex - 2])
            if "-./:".utf8.contains(before), isBehindDigit { return nil }
            if Bytes.isWord(before), Self.isHexWord(around: rest.prefix(while: Bytes.isDigit), in: text) { return nil }
        }
        var groups = [rest.prefix(while: Bytes.isDigit)]
        var separators: [UInt8] = []
        while let last = groups.last, last.count < 9, groups.count < 9, last.endIndex < rest.endIndex {
            let separator = rest[last.endIndex]
            let next = rest[(last.endIndex + 1)...].prefix(while: Bytes.isDigit)
            guard " -./".utf8.contains(separator), next.count >= 2, Self.quad(rest[next.startIndex...]) == nil,
                !Self.isChannelSuffix(next, in: text),
                next.endIndex == rest.endIndex || !Bytes.isWord(rest[next.endIndex])
            else { break }
            separators.append(separator)
            groups.append(next)
        }
        guard let last = groups.last, groups.count >= 2 else { return nil }
        if let end = Self.date(groups, separators) { return (end, Array(rest[..<end])) }
        if last.endIndex < rest.endIndex, rest[last.endIndex] == UInt8(ascii: ":") { return nil }
        let digits = groups.flatMap { Array($0) }
        let hasPoints = separators.contains(UInt8(ascii: "."))
        guard (7...40).contains(digits.count), !hasPoints || (groups.count > 2 && Set(separators).count == 1) else {
            return nil
        }
        // 1986/1987 are two extensions.
        if separators.contains(UInt8(ascii: "/")), groups.allSatisfy({ $0.count <= 4 }), Set(separators).count == 1 {
            return nil
        }
        return (last.endIndex, scrubNumber(digits[...]))
    }

    /// Where the date ends that groups begin with: `2026-11-24`, `24.11.2026`, `11/24/2026`.
    private static func date(_ groups: [ArraySlice<UInt8>], _ separators: [UInt8]) -> Int? {
        guard groups.count >= 3, separators[0] == separators[1], separators[0] != 0x20 else { return nil }
        let parts = groups.prefix(3).map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
        let isYear = { (place: Int) in groups[place].count == 4 && (1970...2099).contains(parts[place]) }
        let isDay = { (one: Int, other: Int) in
            groups[one].count == 2 && groups[other].count == 2 && min(parts[one], parts[other]) >= 1
                && min(parts[one], parts[other]) <= 12 && max(parts[one], parts[other]) <= 31
        }
        return (isYear(0) && isDay(1, 2)) || (isYear(2) && isDay(0, 1)) ? groups[2].endIndex : nil
    }

    /// Groups of digits, up to where the next one belongs to something else: all digits, how many the longest group has,
    /// and where they end.
    static func groups(
        _ rest: ArraySlice<UInt8>, in text: ArraySlice<UInt8>
    ) -> (digits: [UInt8], longest: Int, end: Int)? {
        var digits = Array(rest.prefix(while: Bytes.isDigit))
        guard !digits.isEmpty else { return nil }
        var end = rest.startIndex + digits.count
        var group = digits.count
        var longest = group
        while group < 9, digits.count < 15 {
            let separators = rest[end...].prefix { " -./()".utf8.contains($0) }
            let next = rest[separators.endIndex...].prefix(while: Bytes.isDigit)
            guard (1...2).contains(separators.count), !next.isEmpty, digits.count + next.count <= 15,
                next.endIndex == rest.endIndex || !Bytes.isWord(rest[next.endIndex]),
                Self.quad(rest[next.startIndex...]) == nil, !Self.isChannelSuffix(next, in: text)
            else { break }
            digits += next
            end = next.endIndex
            group = next.count
            longest = max(longest, group)
        }
        return (digits, longest, end)
    }

    mutating func scrubNumber(_ digits: ArraySlice<UInt8>, isInternational: Bool = false) -> [UInt8] {
        if let index = StandIns.index(ofNumber: digits) {
            standIns.reserve(.number, index)
            return Array(digits)
        }
        if isLearning { return Array(digits) }
        let zero = UInt8(ascii: "0")
        // +49… and 0049… are the same number, and get the same stand-in.
        if isInternational { return Array("1\(StandIns.number(standIns.index(of: Array(digits), .number)))".utf8) }
        if digits.starts(with: [zero, zero]) {
            return Array("001\(StandIns.number(standIns.index(of: Array(digits.dropFirst(2)), .number)))".utf8)
        }
        let prefix = digits.first == zero ? "0" : ""
        return Array("\(prefix)\(StandIns.number(standIns.index(of: Array(digits), .number)))".utf8)
    }

    /// `PJSIP/peer-00000370`, `Local/21@default-00000012;1`: the counter that ends a channel's name.
    static func isChannelSuffix(_ digits: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Bool {
        guard digits.count == 8, digits.startIndex > text.startIndex, text[digits.startIndex - 1] == UInt8(ascii: "-")
        else { return false }
        if digits.endIndex < text.endIndex {
            let after = text[digits.endIndex]
            if Bytes.isWord(after) || "-/@+".utf8.contains(after) { return false }
        }
        let token = text[..<(digits.startIndex - 1)].suffix(farthest).reversed().prefix { !" ,&\"|".utf8.contains($0) }
        return token.contains(UInt8(ascii: "/"))
    }

    /// Part of a hash or of another number in base 16: a whole word of such digits, some of them letters.
    static func isHexWord(around digits: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Bool {
        var start = digits.startIndex
        let first = max(text.startIndex, start - farthest)
        while start > first, Bytes.isWord(text[start - 1]) { start -= 1 }
        var end = digits.endIndex
        let last = min(text.endIndex, end + farthest)
        while end < last, Bytes.isWord(text[end]) { end += 1 }
        var word = text[start..<end]
        if word.starts(with: "0x".utf8) {
            word = word.dropFirst(2)
            return word.allSatisfy(Bytes.isHex)
        }
        guard word.count >= 8, word.allSatisfy(Bytes.isHex) else { return false }
        // `PJSIP/21-0000037c`, `[C-0000019a]`
        if isChannelSuffix(word, in: text) || text[..<word.startIndex].suffix(3).elementsEqual("[C-".utf8) {
            return true
        }
        // `DE4930123456`: a number, with letters on one side of it.
        let letters = word.prefix(while: Bytes.isLetter)
        let number = word[letters.endIndex...].prefix(while: Bytes.isDigit)
        if word.count < 20, number.count >= 6, letters.isEmpty || number.endIndex == word.endIndex,
            word[number.endIndex...].allSatisfy(Bytes.isLetter)
        {
            return false
        }
        return word.filter(Bytes.isLetter).count * 8 >= word.count
    }

    /// The six digits of microseconds behind a point.
    static func isFraction(_ digits: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Bool {
        guard digits.count == 6, digits.startIndex >= text.startIndex + 2 else { return false }
        return text[digits.startIndex - 1] == UInt8(ascii: ".") && Bytes.isDigit(text[digits.startIndex - 2])
    }
}
