/// Names of people.
extension ValueScrubber {
    /// `"Martin" <1986>`: the name before a number.
    mutating func quotedName(_ rest: ArraySlice<UInt8>) -> Match? {
        guard let close = rest.dropFirst().firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        let after = rest[(close + 1)...].drop(while: { $0 == 0x20 })
        guard after.first == UInt8(ascii: "<") else { return nil }
        let name = Array(rest[(rest.startIndex + 1)..<close])
        return (close + 1, [UInt8(ascii: "\"")] + scrubName(name) + [UInt8(ascii: "\"")])
    }

    static func standInPerson(_ rest: ArraySlice<UInt8>) -> Int? {
        guard rest.starts(with: "Person".utf8) else { return nil }
        let number = rest.dropFirst(6)
        guard let separator = number.first, separator == 0x20 || separator == UInt8(ascii: "-") else { return nil }
        let digits = number.dropFirst().prefix(while: isDigit)
        guard !digits.isEmpty, digits.count < 10 else { return nil }
        if digits.endIndex < rest.endIndex, Bytes.isWord(rest[digits.endIndex]) { return nil }
        return digits.endIndex
    }

    static func isDigit(_ byte: UInt8) -> Bool { Bytes.isDigit(byte) }

    mutating func reservePerson(_ text: ArraySlice<UInt8>) {
        if let index = Int(String(decoding: text.dropFirst(7), as: UTF8.self)) { standIns.reserve(.person, index) }
    }

    mutating func learned(_ rest: ArraySlice<UInt8>, before: UInt8) -> Match? {
        if isLearning { return nil }
        guard let term = terms.match(rest) else { return nil }
        let end = rest.startIndex + term.text.count
        switch term.kind {
        case .host:
            return (end, scrubHostName(rest[..<end]))
        case .person:
            let after = end < rest.endIndex ? rest[end] : 0
            // One word that is a whole value is a device's or an endpoint's name, as in a DialString: it stays one word.
            let isWhole = before == 0 && after == 0 && !term.text.contains(0x20)
            let isAlone = Self.endsPhrase(before) && Self.endsPhrase(after) && !isWhole
            return (end, Array("Person\(isAlone ? " " : "-")\(standIns.index(of: term.text, .person))".utf8))
        }
    }

    static func endsPhrase(_ byte: UInt8) -> Bool { byte == 0 || " \"'<>()".utf8.contains(byte) }

    /// Two words or more that begin with capitals and of which one is none of Asterisk's own: `Zoe van der Berg`.
    mutating func nameRun(_ rest: ArraySlice<UInt8>) -> Match? {
        guard let first = rest.first, first >= 0x41, first <= 0x5A || first >= 0x80 else { return nil }
        var words = NameWord.run(at: rest.prefix(Self.farthest))
        while let last = words.last, last.isPlain || last.kind == .particle { words.removeLast() }
        guard let word = words.first, !word.isPlain, words.count >= 2, let end = words.last?.range.upperBound,
            words.contains(where: { $0.kind == .name && !$0.isPlain })
        else { return nil }
        let name = rest[..<end]
        if isLearning {
            terms.learn(.person, Array(name))
            return (end, Array(name))
        }
        let isSpaced = name.contains(0x20)
        return (end, Array("Person\(isSpaced ? " " : "-")\(standIns.index(of: Bytes.lowercased(name), .person))".utf8))
    }
}
