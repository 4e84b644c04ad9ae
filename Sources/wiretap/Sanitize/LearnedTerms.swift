/// Names of people, users and hosts that some header gave away, to be found again wherever else they stand.
struct LearnedTerms {
    enum Kind { case person, host }

    struct Term {
        let kind: Kind
        /// In small letters.
        let text: [UInt8]
    }

    // By first word, longest first, so that "Martin Miller" is found before "Martin".
    private var terms: [[UInt8]: [Term]] = [:]

    // What is a person's name somewhere and a word of Asterisk's own everywhere else.
    private static let common: Set<String> = [
        "answer", "answered", "anonymous", "asterisk", "busy", "cancel", "chanunavail", "congestion", "context",
        "dahdi", "default", "dial", "external", "extension", "from", "hangup", "incoming", "internal", "local",
        "localhost", "noanswer", "none", "outgoing", "phone", "pjsip", "provider", "queue", "restricted", "ring",
        "trunk", "unavailable", "unknown", "user", "voicemail",
    ]

    /// Remembers a whole name and each word of it that is long enough to be recognised.
    mutating func learn(person name: [UInt8]) {
        let name = Bytes.lowercased(name[...])
        add(Term(kind: .person, text: name))
        let words = name.split(whereSeparator: { !Bytes.isWord($0) })
        if words.count > 1 {
            for word in words
            where word.count >= 4 && !word.contains(where: Bytes.isDigit)
                && !PlainWords.contains(String(decoding: word, as: UTF8.self))
            {
                add(Term(kind: .person, text: Array(word)))
            }
        }
    }

    /// Remembers the user part of an address or a host name.
    mutating func learn(_ kind: Kind, _ text: [UInt8]) { add(Term(kind: kind, text: Bytes.lowercased(text[...]))) }

    private mutating func add(_ term: Term) {
        guard term.text.count >= 3, term.text.contains(where: Bytes.isLetter),
            !Self.common.contains(String(decoding: term.text, as: UTF8.self)),
            let first = Self.firstWord(of: term.text[...])
        else { return }
        var known = terms[first] ?? []
        if known.contains(where: { $0.text == term.text }) { return }
        known.append(term)
        known.sort { $0.text.count > $1.text.count }
        terms[first] = known
    }

    /// The longest term that starts where the text does and ends at the end of a word.
    func match(_ text: ArraySlice<UInt8>) -> Term? {
        guard !terms.isEmpty, let first = Self.firstWord(of: text), let known = terms[first] else { return nil }
        return known.first { term in
            guard text.count >= term.text.count else { return false }
            let end = text.startIndex + term.text.count
            guard Bytes.lowercased(text[..<end]) == term.text else { return false }
            if end == text.endIndex { return true }
            if term.kind == .host, text[end] == UInt8(ascii: "-") { return false }
            return !Bytes.isWord(text[end])
        }
    }

    private static func firstWord(of text: ArraySlice<UInt8>) -> [UInt8]? {
        let word = text.prefix(while: Bytes.isWord)
        return word.isEmpty ? nil : Bytes.lowercased(word)
    }
}
