/// SIP and mail addresses, URLs, hosts.
extension ValueScrubber {
    static let schemes: [[UInt8]] = ["sip:", "sips:", "pres:", "im:"].map { Array($0.utf8) }

    static func isUserByte(_ byte: UInt8) -> Bool {
        Bytes.isWord(byte) || "-_.!~*'+%=$#^".utf8.contains(byte)
    }

    static func isHostByte(_ byte: UInt8) -> Bool {
        Bytes.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    /// `sip:user:password@host:port`, and without a user.
    mutating func uri(_ rest: ArraySlice<UInt8>) -> Match? {
        let start = Bytes.lowercased(rest.prefix(5))
        guard let scheme = Self.schemes.first(where: { start.starts(with: $0) }) else { return nil }
        let body = rest.dropFirst(scheme.count)
        let user = body.prefix(while: Self.isUserByte)
        var out = Array(rest.prefix(scheme.count))
        var after = body[user.endIndex...]
        if after.first == UInt8(ascii: ":") {
            let password = after.dropFirst().prefix(while: Self.isUserByte)
            if !password.isEmpty, after[password.endIndex...].first == UInt8(ascii: "@") {
                out += scrubUser(user)
                out.append(UInt8(ascii: ":"))
                out += scrubWhole(Array(password), .secret, prefix: "redacted-")
                after = after[password.endIndex...]
                return finish(uri: after, out: out)
            }
        }
        if after.first == UInt8(ascii: "@"), !user.isEmpty { return finish(uri: after, out: out + scrubUser(user)) }
        let host = body.prefix(while: Self.isHostByte)
        guard host.contains(where: Bytes.isLetter) else { return (body.startIndex, out) }
        return (host.endIndex, out + scrubHostName(host))
    }

    mutating func finish(uri rest: ArraySlice<UInt8>, out: [UInt8]) -> Match {
        let host = rest.dropFirst().prefix(while: Self.isHostByte)
        let start = out + [UInt8(ascii: "@")]
        // An address in numbers is found by the next step.
        guard host.contains(where: Bytes.isLetter) else { return (rest.startIndex + 1, start) }
        return (host.endIndex, start + scrubHostName(host))
    }

    /// `martin@firma.example`: mail addresses, and SIP addresses without their scheme.
    mutating func userAtHost(_ rest: ArraySlice<UInt8>) -> Match? {
        let user = rest.prefix(Self.farthest).prefix(while: Self.isUserByte)
        guard !user.isEmpty, user.endIndex < rest.endIndex, rest[user.endIndex] == UInt8(ascii: "@") else { return nil }
        let host = rest[(user.endIndex + 1)...].prefix(while: Self.isHostByte)
        let labels = host.split(separator: UInt8(ascii: "."))
        let isName = labels.count >= 2 && labels.last?.allSatisfy(Bytes.isLetter) == true
        guard isName || Address.version4(host) != nil else { return nil }
        let start = scrubUser(user) + [UInt8(ascii: "@")]
        return isName ? (host.endIndex, start + scrubHostName(host)) : (user.endIndex + 1, start)
    }

    mutating func scrubUser(_ user: ArraySlice<UInt8>) -> [UInt8] {
        guard user.contains(where: Bytes.isLetter), !Self.saysNothing(user), user.count > 1 else {
            return scrubText(user)
        }
        if let index = Self.index(of: user, after: "Person-") {
            standIns.reserve(.person, index)
            return Array(user)
        }
        let small = Bytes.lowercased(user)
        if small == Array("asterisk".utf8) { return Array(user) }
        if isLearning {
            terms.learn(.person, small)
            return Array(user)
        }
        return Array("Person-\(standIns.index(of: small, .person))".utf8)
    }

    /// `https://user:password@host/path`: the scheme, and who and where.
    mutating func url(_ rest: ArraySlice<UInt8>) -> Match? {
        let scheme = rest.prefix(24).prefix { Bytes.isWord($0) || "+-.".utf8.contains($0) }
        guard !scheme.isEmpty, rest[scheme.endIndex...].starts(with: "://".utf8) else { return nil }
        let authority = rest[(scheme.endIndex + 3)...].prefix(1024).prefix { !"/?# \"'<>,;()|&\t".utf8.contains($0) }
        var out = Array(rest[..<authority.startIndex])
        var host = authority
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            let login = authority[..<at]
            let user = login.prefix { $0 != UInt8(ascii: ":") }
            out += scrubUser(user)
            if user.endIndex < at {
                out += ":".utf8
                out += scrubWhole(Array(login[(user.endIndex + 1)...]), .secret, prefix: "redacted-")
            }
            out.append(UInt8(ascii: "@"))
            host = authority[(at + 1)...]
        }
        let name = host.prefix(while: Self.isHostByte)
        // Numbers are found by the next step.
        guard name.contains(where: Bytes.isLetter) else { return (host.startIndex, out) }
        return (name.endIndex, out + scrubHost(Array(name)))
    }

    /// `pbx.firma.de`: at least two labels, the last of letters, and no file.
    mutating func bareHost(_ rest: ArraySlice<UInt8>, before: UInt8) -> Match? {
        if "-.@".utf8.contains(before) { return nil }
        var host = rest.prefix(Self.farthest).prefix(while: Self.isHostByte)
        while let last = host.last, ".-".utf8.contains(last) { host = host.dropLast() }
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, last.count >= 2, last.allSatisfy(Bytes.isLetter),
            labels.allSatisfy({ !$0.isEmpty && $0.first != UInt8(ascii: "-") }), host.contains(where: Bytes.isLetter)
        else { return nil }
        let suffix = String(decoding: Bytes.lowercased(last), as: UTF8.self)
        let isFile = Self.fileSuffixes.contains(suffix) || (suffix == "so" && before == UInt8(ascii: "_"))
        return isFile ? nil : (host.endIndex, scrubHostName(host))
    }

    private static let fileSuffixes: Set<String> = [
        "ael", "agi", "alaw", "bak", "bin", "cfg", "conf", "crt", "csv", "db", "eel", "exe", "gsm", "gz", "htm", "html",
        "ini", "jpg", "js", "json", "key", "lock", "log", "lua", "ogg", "opus", "pdf", "pem", "php", "pid", "png",
        "raw",
        "sln", "slin", "sock", "sqlite", "tgz", "tif", "tiff", "times", "tmp", "txt", "ulaw", "wav", "xml", "yaml",
        "yml",
    ]
}
