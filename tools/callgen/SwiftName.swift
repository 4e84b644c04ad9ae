/// Turns the names of a spec and of AMI into Swift's.
enum SwiftName {
    private static let keywords: Set<String> = [
        "as", "break", "case", "catch", "class", "continue", "default", "defer", "do", "else", "enum", "extension",
        "false",
        "for", "func", "if", "import", "in", "init", "internal", "is", "let", "nil", "private", "public", "repeat",
        "return",
        "self", "static", "struct", "super", "switch", "throw", "true", "try", "var", "where", "while",
    ]

    /// `call_rejected` → `callRejected`, `DestCallerIDNum` → `destCallerIDNum`, `from.extension` → `fromExtension`.
    static func lowerCamel(_ name: String) -> String {
        var words: [String] = []
        for word in name.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            words.append(words.isEmpty ? lowerFirst(String(word)) : word.prefix(1).uppercased() + word.dropFirst())
        }
        let joined = words.joined()
        return keywords.contains(joined) ? "`\(joined)`" : joined
    }

    /// Lowers the capitals that begin a word, but for the one that begins the next: `URI` → `uri`, `AOCType` → `aocType`.
    private static func lowerFirst(_ word: String) -> String {
        let capitals = word.prefix { $0.isUppercase }.count
        guard capitals > 1, capitals < word.count else {
            return word.prefix(max(1, capitals)).lowercased() + word.dropFirst(max(1, capitals))
        }
        return word.prefix(capitals - 1).lowercased() + word.dropFirst(capitals - 1)
    }

    /// A string literal.
    static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": literal += "\\\(scalar)"
            case "\n": literal += "\\n"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                literal += "\\u{\(String(scalar.value, radix: 16))}"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }

    /// A text that fits into a documentation comment: one line.
    static func comment(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
