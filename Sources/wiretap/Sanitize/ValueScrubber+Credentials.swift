/// Secrets and names behind a word that says what they are.
extension ValueScrubber {
    /// `secret=…`, `Set(MYPASSWORD=…)`, `Authorization: …`, `inline:…` (the key of SRTP).
    mutating func assignment(_ rest: ArraySlice<UInt8>) -> Match? {
        let name = Self.name(before: rest)
        guard !name.isEmpty, name.count < 64, name.endIndex < rest.endIndex else { return nil }
        let separator = rest[name.endIndex]
        let small = String(decoding: Bytes.lowercased(name), as: UTF8.self)
        if separator == UInt8(ascii: "=") {
            if small.hasSuffix("cookie") { return redacted(rest, from: name.endIndex + 1) { !"\")".utf8.contains($0) } }
            let isAnswer = small == "response" && rest.count > name.count + 20
            if HeaderClass.isSecret(variable: small) || Self.sessions.contains(small) || isAnswer {
                return redactedPair(rest, from: name.endIndex)
            }
            return told(rest, from: name.endIndex + 1, of: small)
        }
        if separator == UInt8(ascii: ":") {
            if small == "inline" { return redacted(rest, from: name.endIndex + 1) { !"|) \"'\t;,".utf8.contains($0) } }
            if small == "authorization" || small.hasSuffix("cookie") {
                let start = rest[(name.endIndex + 1)...].drop(while: { $0 == 0x20 }).startIndex
                return redacted(rest, from: start) { $0 != UInt8(ascii: ")") }
            }
            if HeaderClass.isSecret(variable: small) { return redactedPair(rest, from: name.endIndex) }
            if rest[(name.endIndex + 1)...].first == 0x20 { return told(rest, from: name.endIndex + 2, of: small) }
            return nil
        }
        // `  Name     : Zoe`, as the command line writes it.
        if separator == 0x20 {
            let colon = rest[name.endIndex...].prefix(32).drop { $0 == 0x20 }.startIndex
            guard colon + 1 < rest.endIndex, rest[colon] == UInt8(ascii: ":"), rest[colon + 1] == 0x20 else {
                return nil
            }
            if HeaderClass.isSecret(variable: small) { return redactedPair(rest, from: colon) }
            return told(rest, from: colon + 2, of: small)
        }
        // JSON and its like: "password": "…"
        if separator == UInt8(ascii: "\"") || separator == UInt8(ascii: "'"),
            rest[(name.endIndex + 1)...].drop(while: { $0 == 0x20 }).first == UInt8(ascii: ":")
        {
            let colon = rest[(name.endIndex + 1)...].drop(while: { $0 == 0x20 }).startIndex
            if HeaderClass.isSecret(variable: small) { return redactedPair(rest, from: colon) }
            return told(rest, from: rest[(colon + 1)...].drop(while: { $0 == 0x20 }).startIndex, of: small)
        }
        return nil
    }

    /// The name that an assignment begins with; `CALLERID(name)` is one, too.
    private static func name(before rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let word = rest.prefix(64).prefix { Bytes.isWord($0) || $0 == UInt8(ascii: "_") }
        guard rest[word.endIndex...].first == UInt8(ascii: "(") else { return word }
        let argument = rest[(word.endIndex + 1)...].prefix(64).prefix { Bytes.isWord($0) || "_-,".utf8.contains($0) }
        guard rest[argument.endIndex...].starts(with: ")=".utf8) else { return word }
        return rest[..<(argument.endIndex + 1)]
    }

    /// What stands behind a name that says what it is, but a secret.
    private mutating func told(_ rest: ArraySlice<UInt8>, from start: Int, of name: String) -> Match? {
        let kind = HeaderClass(variable: name)
        guard [.personalName, .user, .userAgent, .host].contains(kind), start < rest.endIndex else { return nil }
        let isQuoted = rest[start] == UInt8(ascii: "\"") || rest[start] == UInt8(ascii: "'")
        let first = isQuoted ? start + 1 : start
        let value = rest[first...].prefix { byte in
            isQuoted
                ? byte != rest[start] : !",;&|()<>\"'\t".utf8.contains(byte) && (byte != 0x20 || kind == .personalName)
        }
        // Longer than any name. To look into it, which may have such names in it again, could take for ever.
        if value.count > Self.farthest { return redacted(rest, from: first) { _ in true } }
        // `Miller, Zoe`
        if kind == .personalName, !isQuoted, rest[value.endIndex...].starts(with: ", ".utf8),
            let more = NameWord(at: rest[(value.endIndex + 2)...]), more.kind == .name, !more.isPlain
        {
            let name = rest[first..<more.range.upperBound]
            return (name.endIndex, Array(rest[..<first]) + scrub(Array(name), as: kind))
        }
        // What follows is looked at for itself: `user=phone` is a kind of URI.
        guard !value.isEmpty, !["phone", "dialstring", "ip"].contains(String(decoding: value, as: UTF8.self)) else {
            return nil
        }
        return (value.endIndex, Array(rest[..<first]) + scrub(Array(value), as: kind))
    }

    /// `Bearer eyJ…`, and tokens of that form by themselves.
    mutating func bearer(_ rest: ArraySlice<UInt8>) -> Match? {
        let isToken: (UInt8) -> Bool = { Bytes.isWord($0) || "-._~+/=".utf8.contains($0) }
        let word = rest.prefix(8).prefix(while: Bytes.isLetter)
        if rest[word.endIndex...].first == 0x20,
            ["bearer", "basic"].contains(String(decoding: Bytes.lowercased(word), as: UTF8.self))
        {
            let token = rest[(word.endIndex + 1)...].prefix(while: isToken)
            // "Basic authentication" is a way, not a secret.
            let isPlain = token.allSatisfy { $0 >= 0x61 && $0 <= 0x7A }
            guard token.count >= 6, !isPlain else { return nil }
            return redacted(rest, from: token.startIndex, while: isToken)
        }
        guard rest.starts(with: "eyJ".utf8), rest.prefix(while: isToken).count >= 20 else { return nil }
        return redacted(rest, from: rest.startIndex, while: isToken)
    }

    private static let sessions: Set<String> = ["sid", "session", "sessionid", "session_id", "jsessionid", "phpsessid"]

    /// What stands behind a colon or an equals sign, in quotation marks or as one word.
    mutating func redactedPair(_ rest: ArraySlice<UInt8>, from separator: Int) -> Match? {
        let value = rest[(separator + 1)...].drop(while: { $0 == 0x20 })
        guard let first = value.first else { return nil }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            return redacted(rest, from: value.startIndex + 1) { $0 != first }
        }
        return redacted(rest, from: value.startIndex) { !",;&|) \"'\t}".utf8.contains($0) }
    }

    mutating func redacted(_ rest: ArraySlice<UInt8>, from start: Int, while isSecret: (UInt8) -> Bool)
        -> Match?
    {
        let secret = rest[start...].prefix(while: isSecret)
        guard !secret.isEmpty else { return nil }
        return (secret.endIndex, Array(rest[..<start]) + scrubWhole(Array(secret), .secret, prefix: "redacted-"))
    }
}
