/// Turns the names of a spec and of AMI into Swift's.
enum SwiftName {
    /// The words that can't name a case or a constant as they stand (The Swift Programming Language, Lexical Structure).
    private static let keywords: Set<String> = [
        "any", "as", "associatedtype", "await", "break", "case", "catch", "class", "continue", "default", "defer",
        "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard",
        "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private",
        "protocol", "public", "repeat", "rethrows", "return", "self", "static", "struct", "subscript", "super",
        "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]

    /// `call_rejected` → `callRejected`, `DestCallerIDNum` → `destCallerIDNum`, `from.extension` → `fromExtension`.
    static func lowerCamel(_ name: String) -> String {
        var words: [String] = []
        for word in name.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            words.append(words.isEmpty ? lowerFirst(String(word)) : word.prefix(1).uppercased() + word.dropFirst())
        }
        let joined = words.joined()
        // No name begins with a digit, as the header `100rel` does, or is empty.
        if joined.first.map({ $0.isNumber }) ?? true { return "_" + joined }
        return keywords.contains(joined) ? "`\(joined)`" : joined
    }

    /// The same for names that are declared side by side: what would be called the same, such as `X-Foo` and `XFoo`, is
    /// numbered.
    static func lowerCamels(_ names: [String]) -> [String] {
        var taken: Set<String> = []
        return names.map { name in
            let plain = lowerCamel(name)
            var distinct = plain
            var number = 2
            while !taken.insert(distinct).inserted {
                distinct = plain.filter { $0 != "`" } + "_\(number)"
                number += 1
            }
            return distinct
        }
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

    /// A text that fits into a documentation comment: one line, and no control characters, of which the compiler warns.
    static func comment(_ text: String) -> String {
        var comment = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control || scalar.properties.isPatternWhitespace
            comment.unicodeScalars.append(isControl ? " " : scalar)
        }
        return comment
    }
}
