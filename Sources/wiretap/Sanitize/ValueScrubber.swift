/// Replaces what must not get out of the house in one value at a time.
///
/// Phone numbers are runs of five digits or more; with `+`, with a 0 in front or as `(555) 123-4567`, also in groups
/// parted by spaces, dots, hyphens, slashes or parentheses. Up to four digits are internal extensions or emergency numbers; they say nothing outside of their own
/// PBX, and without them nobody could read the capture.
struct ValueScrubber {
    /// While true, nothing is replaced: names and hosts are learned, and stand-ins already there are noted.
    var isLearning = true

    private(set) var standIns = StandIns()
    private var terms = LearnedTerms()

    /// How far is looked to either side: no line of a hostile author takes longer than it is long.
    private static let farthest = 256

    /// Runs of at least this many digits are phone numbers.
    static let shortestNumber = 5

    /// A header's value with everything replaced that its class may hold.
    mutating func scrub(_ value: [UInt8], as kind: HeaderClass) -> [UInt8] {
        switch kind {
        case .structural: return value
        case .personalName: return scrubName(value)
        case .secret: return scrubWhole(value, .secret, prefix: "redacted-")
        case .userAgent: return scrubWhole(value, .userAgent, prefix: "ExampleUA/")
        case .digit: return value.map { Bytes.isDigit($0) ? UInt8(ascii: "0") : $0 }
        case .host: return scrubHost(value)
        case .partyNumber: return scrubPartyNumber(value)
        case .freeForm: return scrubText(value[...])
        }
    }

    // MARK: Whole values

    private mutating func scrubWhole(_ value: [UInt8], _ kind: StandIns.Kind, prefix: String) -> [UInt8] {
        if value.isEmpty || Self.saysNothing(value[...]) { return value }
        if let index = Self.index(of: value[...], after: prefix) {
            standIns.reserve(kind, index)
            return value
        }
        return isLearning ? value : Array("\(prefix)\(standIns.index(of: value, kind))".utf8)
    }

    private mutating func scrubName(_ value: [UInt8]) -> [UInt8] {
        let name = Bytes.trimmed(value[...])
        if name.isEmpty || Self.saysNothing(name) { return value }
        // Names are often but numbers, addresses or channels.
        if !name.contains(where: Bytes.isLetter) || name.contains(UInt8(ascii: "/")) || name.contains(UInt8(ascii: "@"))
        {
            return scrubText(value[...])
        }
        if let index = Self.index(of: name, after: "Person ") ?? Self.index(of: name, after: "Person-") {
            standIns.reserve(.person, index)
            return value
        }
        if isLearning {
            terms.learn(person: Array(name))
            return value
        }
        return Array("Person \(standIns.index(of: Bytes.lowercased(name), .person))".utf8)
    }

    /// A number in groups, as trunks and phone books write it: `(030) 555-9992`. Elsewhere such a thing may be a date or
    /// a range; here it is nothing else.
    private mutating func scrubPartyNumber(_ value: [UInt8]) -> [UInt8] {
        let digits = value.filter(Bytes.isDigit)
        let isGrouped =
            digits.count < value.count && value.allSatisfy { Bytes.isDigit($0) || " -./()".utf8.contains($0) }
        return isGrouped && digits.count >= Self.shortestNumber ? scrubNumber(digits[...]) : scrubText(value[...])
    }

    private mutating func scrubHost(_ value: [UInt8]) -> [UInt8] {
        let text = String(decoding: value, as: UTF8.self)
        guard !value.isEmpty, !Self.saysNothing(value[...]), text != "dynamic", text != "asterisk",
            value.contains(where: Bytes.isLetter), value.allSatisfy(Self.isHostByte)
        else { return scrubText(value[...]) }
        return scrubHostName(value[...])
    }

    private mutating func scrubHostName(_ host: ArraySlice<UInt8>) -> [UInt8] {
        if Address.version4(host) != nil { return scrubText(host) }
        let small = Bytes.lowercased(host)
        let text = String(decoding: small, as: UTF8.self)
        if StandIns.isReserved(host: text) {
            if text.hasPrefix("host"), text.hasSuffix(".example.org"), let index = Int(text.dropFirst(4).dropLast(12)) {
                standIns.reserve(.host, index)
            }
            return Array(host)
        }
        if isLearning {
            terms.learn(.host, small)
            return Array(host)
        }
        return Array("host\(standIns.index(of: small, .host)).example.org".utf8)
    }

    /// What Asterisk and carriers write where there is nothing to write.
    private static func saysNothing(_ value: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: Bytes.lowercased(value), as: UTF8.self)
        return [
            "<unknown>", "<none>", "(null)", "(none)", "unknown", "anonymous", "none", "restricted", "unavailable",
            "<not set>",
        ]
        .contains(text)
    }

    private static func index(of text: ArraySlice<UInt8>, after prefix: String) -> Int? {
        guard text.starts(with: prefix.utf8) else { return nil }
        let digits = text.dropFirst(prefix.utf8.count)
        guard !digits.isEmpty, digits.count < 10, digits.allSatisfy(Bytes.isDigit) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    // MARK: Text

    /// Goes through a text from left to right; at each place the first that fits is replaced or kept as a whole.
    mutating func scrubText(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count + 16)
        var position = text.startIndex
        while position < text.endIndex {
            let before = position > text.startIndex ? text[position - 1] : 0
            if let (end, replacement) = scrubAt(position, in: text, before: before) {
                out.append(contentsOf: replacement)
                position = end
            } else {
                out.append(text[position])
                position += 1
            }
        }
        return out
    }

    private typealias Match = (end: Int, replacement: [UInt8])

    private mutating func scrubAt(_ position: Int, in text: ArraySlice<UInt8>, before: UInt8) -> Match? {
        let byte = text[position]
        let rest = text[position...]
        if byte == UInt8(ascii: "\"") { return quotedName(rest) }
        if let end = Self.port(rest, in: text) { return (end, Array(rest[..<end])) }
        if !Bytes.isWord(before) {
            if let end = Self.standInPerson(rest) {
                reservePerson(rest[..<end])
                return (end, Array(rest[..<end]))
            }
            if let end = Self.uuid(rest) ?? Self.uniqueID(rest) { return (end, Array(rest[..<end])) }
            if let match = mac(rest) { return match }
            if let match = address6(rest, before: before) { return match }
            if let match = assignment(rest) { return match }
            if let match = uri(rest) { return match }
            if let match = userAtHost(rest) { return match }
            if let match = learned(rest, before: before) { return match }
        }
        if Bytes.isDigit(byte), !Bytes.isDigit(before) {
            if let match = address4(rest, in: text) { return match }
            if let match = nationalNumber(rest, before: before, in: text) { return match }
            return number(rest, in: text)
        }
        if byte == UInt8(ascii: "+") { return internationalNumber(rest, in: text) }
        if byte == UInt8(ascii: "(") { return nationalNumber(rest, before: before, in: text) }
        return nil
    }

    /// `"Martin" <1986>`: the name before a number.
    private mutating func quotedName(_ rest: ArraySlice<UInt8>) -> Match? {
        guard let close = rest.dropFirst().firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        let after = rest[(close + 1)...].drop(while: { $0 == 0x20 })
        guard after.first == UInt8(ascii: "<") else { return nil }
        let name = Array(rest[(rest.startIndex + 1)..<close])
        return (close + 1, [UInt8(ascii: "\"")] + scrubName(name) + [UInt8(ascii: "\"")])
    }

    private static func standInPerson(_ rest: ArraySlice<UInt8>) -> Int? {
        guard rest.starts(with: "Person".utf8) else { return nil }
        let number = rest.dropFirst(6)
        guard let separator = number.first, separator == 0x20 || separator == UInt8(ascii: "-") else { return nil }
        let digits = number.dropFirst().prefix(while: isDigit)
        guard !digits.isEmpty, digits.count < 10 else { return nil }
        if digits.endIndex < rest.endIndex, Bytes.isWord(rest[digits.endIndex]) { return nil }
        return digits.endIndex
    }

    private static func isDigit(_ byte: UInt8) -> Bool { Bytes.isDigit(byte) }

    private mutating func reservePerson(_ text: ArraySlice<UInt8>) {
        if let index = Int(String(decoding: text.dropFirst(7), as: UTF8.self)) { standIns.reserve(.person, index) }
    }

    /// The five digits behind the colon or slash that ends a host or an address: a port, which is no phone number.
    private static func port(_ rest: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Int? {
        guard rest.startIndex > text.startIndex + 1, "/:".utf8.contains(text[rest.startIndex - 1]) else { return nil }
        let digits = rest.prefix(while: isDigit)
        guard digits.count == 5, digits.first != 0x30 else { return nil }
        if digits.endIndex < rest.endIndex, isHostByte(rest[digits.endIndex]) { return nil }
        let before = text[..<(rest.startIndex - 1)].suffix(farthest).reversed().prefix {
            isHostByte($0) || "[]:".utf8.contains($0)
        }
        let name = Array(before.reversed().drop(while: { $0 == 0x5B }).filter { $0 != 0x5D })[...]
        // What stands before a host's last colon is a scheme.
        let host = name[(name.lastIndex(of: 0x3A).map { $0 + 1 } ?? name.startIndex)...]
        let isHost =
            Address.version4(host) != nil || Address.version6(name) != nil
            || (host.contains(UInt8(ascii: ".")) && host.contains(where: Bytes.isLetter))
        return isHost ? digits.endIndex : nil
    }

    private static func uuid(_ rest: ArraySlice<UInt8>) -> Int? {
        guard rest.count >= 36 else { return nil }
        let candidate = rest.prefix(36)
        for (offset, byte) in candidate.enumerated() {
            if [8, 13, 18, 23].contains(offset) {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else if !Bytes.isHex(byte) {
                return nil
            }
        }
        if candidate.endIndex < rest.endIndex, Bytes.isWord(rest[candidate.endIndex]) { return nil }
        return candidate.endIndex
    }

    /// `1795524468.880`: a channel's id, ten digits of seconds and a counter.
    private static func uniqueID(_ rest: ArraySlice<UInt8>) -> Int? {
        let seconds = rest.prefix(while: isDigit)
        guard seconds.count == 10, seconds.endIndex < rest.endIndex, rest[seconds.endIndex] == UInt8(ascii: ".") else {
            return nil
        }
        let counter = rest[(seconds.endIndex + 1)...].prefix(while: isDigit)
        guard (1...10).contains(counter.count) else { return nil }
        if counter.endIndex < rest.endIndex, Bytes.isWord(rest[counter.endIndex]) { return nil }
        return counter.endIndex
    }

    /// `00:15:65:ab:cd:ef`, with hyphens too.
    private mutating func mac(_ rest: ArraySlice<UInt8>) -> Match? {
        let length = 17
        guard rest.count >= length, let separator = rest.dropFirst(2).first, "-:".utf8.contains(separator) else {
            return nil
        }
        let candidate = rest.prefix(length)
        for (offset, byte) in candidate.enumerated() {
            guard offset % 3 == 2 ? byte == separator : Bytes.isHex(byte) else { return nil }
        }
        if let after = rest.dropFirst(length).first, Bytes.isWord(after) || after == separator { return nil }
        let digits = candidate.filter { $0 != separator }
        if let index = StandIns.index(ofMAC: digits) {
            standIns.reserve(.mac, index)
            return (candidate.endIndex, Array(candidate))
        }
        if isLearning { return (candidate.endIndex, Array(candidate)) }
        let standIn = Array(StandIns.mac(standIns.index(of: Bytes.lowercased(digits[...]), .mac)).utf8)
        let groups = stride(from: 0, to: 12, by: 2).map { standIn[$0..<($0 + 2)] }
        return (candidate.endIndex, Array(groups.joined(separator: [separator])))
    }

    private mutating func address6(_ rest: ArraySlice<UInt8>, before: UInt8) -> Match? {
        guard let first = rest.first, Bytes.isHex(first) || first == UInt8(ascii: ":") else { return nil }
        if before == UInt8(ascii: ":") { return nil }
        var candidate = rest.prefix(64).prefix { Bytes.isHex($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
        while let last = candidate.last, last == UInt8(ascii: ".") { candidate = candidate.dropLast() }
        if candidate.endIndex < rest.endIndex, Bytes.isWord(rest[candidate.endIndex]) { return nil }
        var address = Address.version6(candidate)
        if address == nil, candidate.last == UInt8(ascii: ":") {
            candidate = candidate.dropLast()
            address = Address.version6(candidate)
        }
        guard let address else { return nil }
        // ::1 and :: say nothing; ::ffff:127.0.0.1 is loopback in other clothes.
        if address.dropLast().allSatisfy({ $0 == 0 }) && address[15] <= 1
            || address.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127])
        {
            return (candidate.endIndex, Array(candidate))
        }
        if let index = Address.index(ofStandIn6: address) {
            standIns.reserve(.address6, index)
            return (candidate.endIndex, Array(candidate))
        }
        if isLearning { return (candidate.endIndex, Array(candidate)) }
        return (candidate.endIndex, Array(Address.text(standIn6: standIns.index(of: address, .address6)).utf8))
    }

    /// The dotted quad that a text begins with.
    private static func quad(_ rest: ArraySlice<UInt8>) -> (text: ArraySlice<UInt8>, address: UInt32)? {
        let dot = UInt8(ascii: ".")
        var candidate = rest.prefix(32).prefix { Bytes.isDigit($0) || $0 == dot }
        while candidate.last == dot { candidate = candidate.dropLast() }
        return Address.version4(candidate).map { (candidate, $0) }
    }

    private mutating func address4(_ rest: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Match? {
        let dot = UInt8(ascii: ".")
        if rest.startIndex > text.startIndex + 1, text[rest.startIndex - 1] == dot,
            Bytes.isDigit(text[rest.startIndex - 2])
        {
            return nil
        }
        guard let (candidate, address) = Self.quad(rest) else { return nil }
        // Loopback and 0.0.0.0 are everybody's.
        if address >> 24 == 127 || address == 0 { return (candidate.endIndex, Array(candidate)) }
        if let index = StandIns.index(ofAddress4: address) {
            standIns.reserve(.address4, index)
            return (candidate.endIndex, Array(candidate))
        }
        if isLearning { return (candidate.endIndex, Array(candidate)) }
        let key = withUnsafeBytes(of: address) { Array($0) }
        let standIn = StandIns.address4(standIns.index(of: key, .address4))
        return (candidate.endIndex, Array(Address.text(version4: standIn).utf8))
    }

    /// `secret=…`, `Set(MYPASSWORD=…)`, `Authorization: …`, `inline:…` (the key of SRTP).
    private mutating func assignment(_ rest: ArraySlice<UInt8>) -> Match? {
        let name = rest.prefix(64).prefix { Bytes.isWord($0) || $0 == UInt8(ascii: "_") }
        guard !name.isEmpty, name.count < 64, name.endIndex < rest.endIndex else { return nil }
        let separator = rest[name.endIndex]
        let small = String(decoding: Bytes.lowercased(name), as: UTF8.self)
        if separator == UInt8(ascii: "=") {
            guard HeaderClass.isSecret(variable: small) else { return nil }
            return redacted(rest, from: name.endIndex + 1) { !",;&|) \"'\t".utf8.contains($0) }
        }
        if separator == UInt8(ascii: ":") {
            if small == "inline" { return redacted(rest, from: name.endIndex + 1) { !"|) \"'\t;,".utf8.contains($0) } }
            if small == "authorization" {
                let start = rest[(name.endIndex + 1)...].drop(while: { $0 == 0x20 }).startIndex
                return redacted(rest, from: start) { $0 != UInt8(ascii: ")") }
            }
            if HeaderClass.isSecret(variable: small) { return redactedPair(rest, from: name.endIndex + 1) }
        }
        // JSON and its like: "password": "…"
        if separator == UInt8(ascii: "\"") || separator == UInt8(ascii: "'"), HeaderClass.isSecret(variable: small),
            rest[(name.endIndex + 1)...].drop(while: { $0 == 0x20 }).first == UInt8(ascii: ":")
        {
            let colon = rest[(name.endIndex + 1)...].drop(while: { $0 == 0x20 }).startIndex
            return redactedPair(rest, from: colon + 1)
        }
        return nil
    }

    /// What stands behind a colon, in quotation marks or as one word.
    private mutating func redactedPair(_ rest: ArraySlice<UInt8>, from colon: Int) -> Match? {
        let value = rest[colon...].drop(while: { $0 == 0x20 })
        guard let first = value.first else { return nil }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            return redacted(rest, from: value.startIndex + 1) { $0 != first }
        }
        return redacted(rest, from: value.startIndex) { !",;&|) \"'\t}".utf8.contains($0) }
    }

    private mutating func redacted(_ rest: ArraySlice<UInt8>, from start: Int, while isSecret: (UInt8) -> Bool)
        -> Match?
    {
        let secret = rest[start...].prefix(while: isSecret)
        guard !secret.isEmpty else { return nil }
        return (secret.endIndex, Array(rest[..<start]) + scrubWhole(Array(secret), .secret, prefix: "redacted-"))
    }

    private static let schemes: [[UInt8]] = ["sip:", "sips:", "pres:", "im:"].map { Array($0.utf8) }

    private static func isUserByte(_ byte: UInt8) -> Bool {
        Bytes.isWord(byte) || "-_.!~*'+%=$#^".utf8.contains(byte)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        Bytes.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    /// `sip:user:password@host:port`, and without a user.
    private mutating func uri(_ rest: ArraySlice<UInt8>) -> Match? {
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

    private mutating func finish(uri rest: ArraySlice<UInt8>, out: [UInt8]) -> Match {
        let host = rest.dropFirst().prefix(while: Self.isHostByte)
        let start = out + [UInt8(ascii: "@")]
        // An address in numbers is found by the next step.
        guard host.contains(where: Bytes.isLetter) else { return (rest.startIndex + 1, start) }
        return (host.endIndex, start + scrubHostName(host))
    }

    /// `martin@firma.example`: mail addresses, and SIP addresses without their scheme.
    private mutating func userAtHost(_ rest: ArraySlice<UInt8>) -> Match? {
        let user = rest.prefix(Self.farthest).prefix(while: Self.isUserByte)
        guard !user.isEmpty, user.endIndex < rest.endIndex, rest[user.endIndex] == UInt8(ascii: "@") else { return nil }
        let host = rest[(user.endIndex + 1)...].prefix(while: Self.isHostByte)
        let labels = host.split(separator: UInt8(ascii: "."))
        let isName = labels.count >= 2 && labels.last?.allSatisfy(Bytes.isLetter) == true
        guard isName || Address.version4(host) != nil else { return nil }
        let start = scrubUser(user) + [UInt8(ascii: "@")]
        return isName ? (host.endIndex, start + scrubHostName(host)) : (user.endIndex + 1, start)
    }

    private mutating func scrubUser(_ user: ArraySlice<UInt8>) -> [UInt8] {
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

    private mutating func learned(_ rest: ArraySlice<UInt8>, before: UInt8) -> Match? {
        if isLearning { return nil }
        guard let term = terms.match(rest) else { return nil }
        let end = rest.startIndex + term.text.count
        switch term.kind {
        case .host:
            return (end, scrubHostName(rest[..<end]))
        case .person:
            let after = end < rest.endIndex ? rest[end] : 0
            let isAlone = Self.endsPhrase(before) && Self.endsPhrase(after)
            return (end, Array("Person\(isAlone ? " " : "-")\(standIns.index(of: term.text, .person))".utf8))
        }
    }

    private static func endsPhrase(_ byte: UInt8) -> Bool { byte == 0 || " \"'<>()".utf8.contains(byte) }

    // MARK: Numbers

    private mutating func number(_ rest: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Match? {
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
    private mutating func internationalNumber(_ rest: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Match? {
        guard let (digits, _, end) = Self.groups(rest.dropFirst(), in: text), digits.count >= Self.shortestNumber else {
            return nil
        }
        return (end, [UInt8(ascii: "+")] + scrubNumber(digits[...], isInternational: true))
    }

    /// `030 123-456`, `(030) 123456`, `(555) 123-4567`: groups that begin with the 0 of a trunk call or in parentheses.
    /// Groups of two digits alone are dates and times.
    private mutating func nationalNumber(
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

    /// Groups of digits, up to where the next one belongs to something else: all digits, how many the longest group has,
    /// and where they end.
    private static func groups(
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

    private mutating func scrubNumber(_ digits: ArraySlice<UInt8>, isInternational: Bool = false) -> [UInt8] {
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
    private static func isChannelSuffix(_ digits: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Bool {
        guard digits.count == 8, digits.startIndex > text.startIndex, text[digits.startIndex - 1] == UInt8(ascii: "-")
        else {
            return false
        }
        if digits.endIndex < text.endIndex {
            let after = text[digits.endIndex]
            if Bytes.isWord(after) || "-/@+".utf8.contains(after) { return false }
        }
        let token = text[..<(digits.startIndex - 1)].suffix(farthest).reversed().prefix { !" ,&\"|".utf8.contains($0) }
        return token.contains(UInt8(ascii: "/"))
    }

    /// Part of a hash or of another number in base 16: a whole word of such digits, some of them letters.
    private static func isHexWord(around digits: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Bool {
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
        return word.filter(Bytes.isLetter).count * 8 >= word.count
    }

    /// The six digits of microseconds behind a point.
    private static func isFraction(_ digits: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Bool {
        guard digits.count == 6, digits.startIndex >= text.startIndex + 2 else { return false }
        return text[digits.startIndex - 1] == UInt8(ascii: ".") && Bytes.isDigit(text[digits.startIndex - 2])
    }
}
