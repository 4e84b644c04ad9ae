/// Ids that stay; MAC and IP addresses.
extension ValueScrubber {
    /// The five digits behind the colon or slash that ends a host or an address: a port, which is no phone number.
    static func port(_ rest: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Int? {
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

    static func uuid(_ rest: ArraySlice<UInt8>) -> Int? {
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
    static func uniqueID(_ rest: ArraySlice<UInt8>) -> Int? {
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
    mutating func mac(_ rest: ArraySlice<UInt8>) -> Match? {
        let length = 17
        guard rest.count >= length, let separator = rest.dropFirst(2).first, "-:".utf8.contains(separator) else {
            return nil
        }
        let candidate = rest.prefix(length)
        for (offset, byte) in candidate.enumerated() {
            guard offset % 3 == 2 ? byte == separator : Bytes.isHex(byte) else { return nil }
        }
        if let after = rest.dropFirst(length).first, Bytes.isWord(after) || after == separator { return nil }
        let standIn = scrubMAC(candidate.filter { $0 != separator }[...])
        let groups = stride(from: 0, to: 12, by: 2).map { standIn[$0..<($0 + 2)] }
        return (candidate.endIndex, Array(groups.joined(separator: [separator])))
    }

    mutating func address6(_ rest: ArraySlice<UInt8>, before: UInt8) -> Match? {
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
    static func quad(_ rest: ArraySlice<UInt8>) -> (text: ArraySlice<UInt8>, address: UInt32)? {
        let dot = UInt8(ascii: ".")
        var candidate = rest.prefix(32).prefix { Bytes.isDigit($0) || $0 == dot }
        while candidate.last == dot { candidate = candidate.dropLast() }
        return Address.version4(candidate).map { (candidate, $0) }
    }

    mutating func address4(_ rest: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Match? {
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

    /// `001565abcdef`, behind `SEP` too, and `0015.65ab.cdef`: twelve digits in base 16, some of them letters.
    mutating func plainMAC(_ rest: ArraySlice<UInt8>) -> Match? {
        let word = rest.prefix(Self.farthest).prefix(while: Bytes.isWord)
        if word.count == 4, let match = dottedMAC(rest) { return match }
        let prefix = word.dropLast(12)
        let digits = word[prefix.endIndex...]
        guard digits.count == 12, Self.isMAC(digits), prefix.count <= 12, prefix.allSatisfy(Bytes.isLetter),
            prefix.isEmpty || !prefix.allSatisfy(Bytes.isHex)
        else { return nil }
        // `DE4930123456` is a number.
        let letters = digits.prefix(while: Bytes.isLetter)
        if (1...3).contains(letters.count), digits[letters.endIndex...].allSatisfy(Bytes.isDigit) { return nil }
        return (word.endIndex, Array(prefix) + scrubMAC(digits))
    }

    private mutating func dottedMAC(_ rest: ArraySlice<UInt8>) -> Match? {
        let dot = UInt8(ascii: ".")
        let candidate = rest.prefix(14)
        guard candidate.count == 14, candidate.enumerated().allSatisfy({ $0 % 5 == 4 ? $1 == dot : Bytes.isHex($1) })
        else { return nil }
        if let after = rest.dropFirst(14).first, Bytes.isWord(after) || after == dot { return nil }
        let digits = candidate.filter { $0 != dot }
        guard Self.isMAC(digits[...]) else { return nil }
        let standIn = scrubMAC(digits[...])
        return (candidate.endIndex, Array([standIn[..<4], standIn[4..<8], standIn[8...]].joined(separator: [dot])))
    }

    private static func isMAC(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.allSatisfy(Bytes.isHex) && digits.contains(where: Bytes.isLetter)
            && digits.contains(where: Bytes.isDigit)
    }

    private mutating func scrubMAC(_ digits: ArraySlice<UInt8>) -> [UInt8] {
        if let index = StandIns.index(ofMAC: Array(digits)) {
            standIns.reserve(.mac, index)
            return Array(digits)
        }
        return isLearning ? Array(digits) : Array(StandIns.mac(standIns.index(of: Bytes.lowercased(digits), .mac)).utf8)
    }
}
