/// A word that may be part of somebody's name.
struct NameWord {
    enum Kind {
        /// `Zoe`, `MILLER`, `山田`.
        case name
        /// `J.`
        case initial
        /// `van`
        case particle
    }

    let kind: Kind
    let range: Range<Int>
    /// Whether Asterisk itself writes it.
    let isPlain: Bool

    private static let particles: Set<String> = [
        "al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "ter", "van", "von", "zu", "zum",
        "zur",
    ]

    /// The words from the start of a text on, up to one that can be in no name.
    static func run(at text: ArraySlice<UInt8>) -> [NameWord] {
        var words: [NameWord] = []
        var rest = text
        while let word = NameWord(at: rest), words.count < 12 {
            if words.isEmpty, word.kind == .particle { return [] }
            words.append(word)
            rest = text[word.range.upperBound...]
            guard let separator = separator(at: rest) else { break }
            rest = rest.dropFirst(separator)
            // A stand-in is a name already.
            if ValueScrubber.standInPerson(rest) != nil { break }
        }
        return words
    }

    private static func separator(at text: ArraySlice<UInt8>) -> Int? {
        for separator in [", ", " ", "%20", "+", "\u{A0}"] where text.starts(with: separator.utf8) {
            return separator.utf8.count
        }
        return nil
    }

    /// The word that a text begins with, or nil if that is none of a name.
    init?(at text: ArraySlice<UInt8>) {
        var end = text.prefix(64).prefix { Bytes.isLetter($0) || "'-".utf8.contains($0) }.endIndex
        while end > text.startIndex, "'-".utf8.contains(text[end - 1]) { end -= 1 }
        guard end > text.startIndex else { return nil }
        let word = String(decoding: text[..<end], as: UTF8.self)
        let after = end < text.endIndex ? text[end] : 0
        // No name goes on like this: `Set(…)`, `PJSIP/21`, `Name=…`, `User_1`, `Foo:bar`.
        if Bytes.isDigit(after) || "(/=_@:".utf8.contains(after) { return nil }
        if word.unicodeScalars.count == 1, word.first?.isUppercase == true {
            if after == UInt8(ascii: ".") { end += 1 }
            self.init(kind: .initial, range: text.startIndex..<end, isPlain: false)
        } else if Self.particles.contains(word) {
            self.init(kind: .particle, range: text.startIndex..<end, isPlain: false)
        } else if Self.isName(word) {
            let isPlain = word.split(separator: "-").allSatisfy { PlainWords.contains($0) }
            self.init(kind: .name, range: text.startIndex..<end, isPlain: isPlain)
        } else {
            return nil
        }
    }

    private init(kind: Kind, range: Range<Int>, isPlain: Bool) {
        (self.kind, self.range, self.isPlain) = (kind, range, isPlain)
    }

    /// Whether it begins with a capital, or is of a script without.
    static func isName(_ word: String) -> Bool {
        guard let first = word.first, first.isLetter else { return false }
        if !first.isCased { return true }
        return first.isUppercase && (word.contains { $0.isLowercase } || word.count >= 3)
    }
}
