/// Words that were not replaced and may be names, for a person to check.
///
/// A program can't know whether `Zebulon` in an application's arguments is a person or a sound file.
struct Leftovers {
    /// A word, how often it is there, and in which header it was seen first.
    struct Word: Equatable {
        let text: String
        var count: Int
        let header: String
    }

    // A capture of a million callers must not fill the memory.
    private static let most = 10_000
    private var words: [String: Word] = [:]
    private static let technologies: Set<String> = [
        "pjsip", "sip", "iax2", "sccp", "skinny", "mgcp", "motif", "agent", "user", "ooh323", "unistim",
    ]

    /// The words found so far, the most frequent first.
    var all: [Word] { words.values.sorted { ($1.count, $0.text) < ($0.count, $1.text) } }

    /// Looks at what a header has now.
    mutating func look(at value: [UInt8], of header: String) {
        var position = 0
        while position < value.count {
            if PercentCoding.isCode(endingAt: position + 3, in: value[...]) {
                position += 3
                continue
            }
            guard Bytes.isLetter(value[position]) else {
                position += 1
                continue
            }
            if let end = ValueScrubber.standInPerson(value[position...]) {
                position = end
                continue
            }
            let end = value[position...].prefix { Bytes.isWord($0) || "._'-".utf8.contains($0) }.endIndex
            let word = value[position..<end]
            let isEndpoint =
                position > 0 && value[position - 1] == UInt8(ascii: "/") && Self.isTechnology(value, position)
            position = end
            if isEndpoint { look(atEndpoint: word, header) } else { look(atWord: word, header) }
        }
    }

    private static func isTechnology(_ value: [UInt8], _ position: Int) -> Bool {
        let name = value[..<(position - 1)].suffix(8).reversed().prefix(while: Bytes.isWord).reversed()
        return technologies.contains(String(decoding: Bytes.lowercased(Array(name)[...]), as: UTF8.self))
    }

    /// `PJSIP/martin-00000012`
    private mutating func look(atEndpoint word: ArraySlice<UInt8>, _ header: String) {
        var name = word
        if word.count > 9, word.suffix(8).allSatisfy(Bytes.isHex), word[word.endIndex - 9] == UInt8(ascii: "-") {
            name = word.dropLast(9)
        }
        let text = String(decoding: name, as: UTF8.self)
        let parts = text.split { !$0.isLetter }
        guard parts.contains(where: { $0.count >= 3 && !PlainWords.contains($0) }) else { return }
        note(text, header)
    }

    private mutating func look(atWord word: ArraySlice<UInt8>, _ header: String) {
        let text = String(decoding: word, as: UTF8.self)
        for part in text.split(whereSeparator: { "._'-".contains($0) }) where part.count >= 3 {
            guard part.allSatisfy(\.isLetter), NameWord.isName(String(part)), part.contains(where: { !$0.isUppercase }),
                !PlainWords.contains(part), !Self.isCompound(part)
            else { continue }
            note(text, header)
            return
        }
    }

    /// `BackGround`, `ConfBridge`: the names of applications are of several words.
    private static func isCompound(_ word: Substring) -> Bool {
        word.dropFirst().contains { $0.isUppercase }
    }

    private mutating func note(_ text: String, _ header: String) {
        if words[text] != nil {
            words[text]?.count += 1
        } else if words.count < Self.most {
            words[text] = Word(text: text, count: 1, header: header)
        }
    }
}
