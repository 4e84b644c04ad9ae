/// Replaces personal data and secrets in single values.
///
/// `wiretap sanitize --help` has the table of what is replaced. Up to four digits are internal extensions or emergency
/// numbers; they say nothing outside of their own PBX, and without them nobody could read the capture.
struct ValueScrubber {
    /// While true, nothing is replaced: names and hosts are learned, and stand-ins already there are noted.
    var isLearning = true

    var standIns = StandIns()
    var terms = LearnedTerms()

    private var isDecoding = false

    /// How far is looked to either side: no line of a hostile author takes longer than it is long.
    static let farthest = 256

    /// Runs of at least this many digits are phone numbers.
    static let shortestNumber = 5

    /// What begins somewhere: where it ends, and what stands there from now on.
    typealias Match = (end: Int, replacement: [UInt8])

    /// A header's value with everything replaced that its class may hold.
    mutating func scrub(_ value: [UInt8], as kind: HeaderClass) -> [UInt8] {
        if kind != .secret, kind != .userAgent, let clean = scrubEncoded(value) { return clean }
        switch kind {
        case .word, .counter, .moment, .media, .figures:
            return PlainShape.holds(value, kind) ? value : scrubText(value[...])
        case .identifier: return scrubIdentifier(value)
        case .personalName: return scrubName(value)
        case .nameAndNumber: return scrubNameAndNumber(value)
        case .user: return scrubAccount(value)
        case .secret: return scrubWhole(value, .secret, prefix: "redacted-")
        case .userAgent: return scrubWhole(value, .userAgent, prefix: "ExampleUA/")
        case .digit:
            let isTyped = value.allSatisfy { Bytes.isDigit($0) || "*#ABCDabcd".utf8.contains($0) }
            return isTyped ? value.map { Bytes.isDigit($0) ? UInt8(ascii: "0") : $0 } : scrubText(value[...])
        case .host: return scrubHost(value)
        case .partyNumber: return scrubPartyNumber(value)
        case .assignment: return scrubAssignment(value)
        case .freeForm: return scrubText(value[...])
        }
    }

    // MARK: Whole values

    mutating func scrubWhole(_ value: [UInt8], _ kind: StandIns.Kind, prefix: String) -> [UInt8] {
        if value.isEmpty || Self.saysNothing(value[...]) { return value }
        if let index = Self.index(of: value[...], after: prefix) {
            standIns.reserve(kind, index)
            return value
        }
        return isLearning ? value : Array("\(prefix)\(standIns.index(of: value, kind))".utf8)
    }

    mutating func scrubName(_ value: [UInt8]) -> [UInt8] {
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

    /// A number in groups, as trunks and phone books write it: `(030) 555-9992`. Elsewhere such a thing may be a date
    /// or a range; here it is nothing else.
    private mutating func scrubPartyNumber(_ value: [UInt8]) -> [UInt8] {
        let digits = value.filter(Bytes.isDigit)
        let isGrouped =
            digits.count < value.count && value.allSatisfy { Bytes.isDigit($0) || " -./()".utf8.contains($0) }
        return isGrouped && digits.count >= Self.shortestNumber ? scrubNumber(digits[...]) : scrubText(value[...])
    }

    mutating func scrubHost(_ value: [UInt8]) -> [UInt8] {
        let text = String(decoding: value, as: UTF8.self)
        guard !value.isEmpty, !Self.saysNothing(value[...]), text != "dynamic", text != "asterisk",
            value.contains(where: Bytes.isLetter), value.allSatisfy(Self.isHostByte)
        else { return scrubText(value[...]) }
        return scrubHostName(value[...])
    }

    mutating func scrubHostName(_ host: ArraySlice<UInt8>) -> [UInt8] {
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
    static func saysNothing(_ value: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: Bytes.lowercased(value), as: UTF8.self)
        return [
            "<unknown>", "<none>", "(null)", "(none)", "unknown", "anonymous", "none", "restricted", "unavailable",
            "<not set>",
        ]
        .contains(text)
    }

    static func index(of text: ArraySlice<UInt8>, after prefix: String) -> Int? {
        guard text.starts(with: prefix.utf8) else { return nil }
        let digits = text.dropFirst(prefix.utf8.count)
        guard !digits.isEmpty, digits.count < 10, digits.allSatisfy(Bytes.isDigit) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// A channel's or call's id: where the PBX has a name, that stands before it.
    private mutating func scrubIdentifier(_ value: [UInt8]) -> [UInt8] {
        guard let dash = value.lastIndex(of: UInt8(ascii: "-")), PlainShape.isUniqueID(value[(dash + 1)...]) else {
            return PlainShape.isUniqueID(value[...]) ? value : scrubText(value[...])
        }
        return scrubHost(Array(value[..<dash])) + value[dash...]
    }

    /// `"Martin" <1986>`, with quotation marks or without.
    mutating func scrubNameAndNumber(_ value: [UInt8]) -> [UInt8] {
        guard let open = value.lastIndex(of: UInt8(ascii: "<")) else {
            return value.contains(where: Bytes.isLetter) ? scrubName(value) : scrubPartyNumber(value)
        }
        let name = value[..<open]
        let bare = Bytes.trimmed(name).filter { $0 != UInt8(ascii: "\"") }
        guard !bare.isEmpty else { return scrubText(value[...]) }
        let quote = name.contains(UInt8(ascii: "\"")) ? Array("\"".utf8) : []
        return quote + scrubName(bare) + quote + [0x20] + scrubText(value[open...])
    }

    /// A user or an account: an address, a number, or a name.
    mutating func scrubAccount(_ value: [UInt8]) -> [UInt8] {
        if value.isEmpty || value.contains(where: { "@/:".utf8.contains($0) }) { return scrubText(value[...]) }
        if value.contains(0x20) { return scrubName(value) }
        return scrubUser(value[...])
    }

    /// `NAME=value`, to the end: commas belong to the value.
    private mutating func scrubAssignment(_ value: [UInt8]) -> [UInt8] {
        guard let equals = value.firstIndex(of: UInt8(ascii: "=")) else { return scrubText(value[...]) }
        let name = value[..<equals].drop { $0 == UInt8(ascii: "_") || $0 == 0x20 }
        let kind = HeaderClass(variable: String(decoding: Bytes.lowercased(name), as: UTF8.self))
        let isName = name.allSatisfy { Bytes.isWord($0) || "_-.(),".utf8.contains($0) }
        guard kind != .freeForm, isName, name.count <= 64 else { return scrubText(value[...]) }
        return scrubText(value[...equals]) + scrub(Array(value[(equals + 1)...]), as: kind)
    }

    /// The variables of an AGI, `agi_callerid%3A%202125550100%0A…`; nil for anything else.
    private mutating func scrubEncoded(_ value: [UInt8]) -> [UInt8]? {
        // What was decoded is not decoded again: a hostile author could go on with that for ever.
        guard !isDecoding, PercentCoding.hasLines(value) else { return nil }
        isDecoding = true
        defer { isDecoding = false }
        var out: [UInt8] = []
        var isFirst = true
        for line in PercentCoding.lines(of: value) {
            if !isFirst { out += "%0A".utf8 }
            isFirst = false
            let text = PercentCoding.decoded(line)
            var clean: [UInt8]
            if let colon = text.firstIndex(of: UInt8(ascii: ":")), text[colon...].starts(with: ": ".utf8) {
                let name = String(decoding: Bytes.lowercased(text[..<colon]), as: UTF8.self)
                let bare = name.hasPrefix("agi_") ? String(name.dropFirst(4)) : name
                clean = text[...(colon + 1)] + scrub(Array(text[(colon + 2)...]), as: HeaderClass(variable: bare))
            } else {
                clean = scrubText(text[...])
            }
            out += clean == text ? Array(line) : PercentCoding.encoded(clean)
        }
        return out
    }

    // MARK: Text

    /// Goes through a text from left to right; at each place the first that fits is replaced or kept as a whole.
    mutating func scrubText(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count + 16)
        var position = text.startIndex
        while position < text.endIndex {
            let before = Self.byte(before: position, in: text)
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

    /// What stands before a place; nothing where that is a `%20` or the like.
    private static func byte(before position: Int, in text: ArraySlice<UInt8>) -> UInt8 {
        guard position > text.startIndex else { return 0 }
        return PercentCoding.isCode(endingAt: position, in: text) ? 0x20 : text[position - 1]
    }

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
            if let match = mac(rest) ?? plainMAC(rest) { return match }
            if let match = address6(rest, before: before) { return match }
            if let match = assignment(rest) ?? bearer(rest) { return match }
            if let match = url(rest) ?? uri(rest) ?? userAtHost(rest) { return match }
            if let match = learned(rest, before: before) { return match }
            if let match = bareHost(rest, before: before) ?? nameRun(rest) { return match }
        }
        if Bytes.isDigit(byte), !Bytes.isDigit(before) {
            if let match = address4(rest, in: text) { return match }
            if let match = nationalNumber(rest, before: before, in: text) ?? groupedNumber(rest, in: text) {
                return match
            }
            return number(rest, in: text)
        }
        if byte == UInt8(ascii: "+") { return internationalNumber(rest, in: text) }
        if byte == UInt8(ascii: "(") { return nationalNumber(rest, before: before, in: text) }
        return nil
    }
}
