/// The stand-ins: the same value gets the same stand-in.
///
/// Stand-ins come from ranges that are reserved for the purpose and so are known again when seen:
///
/// | thing | stand-in |
/// | --- | --- |
/// | IPv4 address | 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 (RFC 5737), then 198.18.0.0/15 (RFC 2544) |
/// | IPv6 address | 2001:db8::/32 (RFC 3849) |
/// | MAC address | 00:00:5E:00:53:00 to …:FF, then on in the same block (RFC 7042, documentation) |
/// | phone number | 555-0100 to 555-0199 of each North American area code (reserved for fiction), with `+1`, `001`, `0`
/// or nothing before, as in the original | | host name | `hostN.example.org` (RFC 2606) |
/// | person, or the user of an address | `Person N`, `Person-N` where it stands in a longer word |
/// | secret | `redacted-N` |
/// | user agent | `ExampleUA/N` |
struct StandIns {
    enum Kind: Hashable {
        case address4, address6, mac, number, host, person, secret, userAgent
    }

    private struct Key: Hashable {
        let kind: Kind
        let original: [UInt8]
    }

    private var indices: [Key: Int] = [:]
    private var next: [Kind: Int] = [:]
    private var taken: [Kind: Set<Int>] = [:]

    /// Notes a stand-in that the captures have already, so that nothing else gets it.
    mutating func reserve(_ kind: Kind, _ index: Int) { taken[kind, default: []].insert(index) }

    /// The number of the stand-in for something.
    mutating func index(of original: [UInt8], _ kind: Kind) -> Int {
        let key = Key(kind: kind, original: original)
        if let index = indices[key] { return index }
        var index = next[kind] ?? 1
        if let taken = taken[kind] { while taken.contains(index) { index += 1 } }
        next[kind] = index + 1
        indices[key] = index
        return index
    }

    /// How many different things of each kind were replaced.
    var counts: [Kind: Int] {
        var counts: [Kind: Int] = [:]
        for key in indices.keys { counts[key.kind, default: 0] += 1 }
        return counts
    }

    // MARK: IPv4

    private static let networks: [(UInt32, Int)] = [
        (0xC000_0200, 254), (0xC633_6400, 254), (0xCB00_7100, 254), (0xC612_0000, 131_070),
    ]

    static func address4(_ index: Int) -> UInt32 {
        // Past the last reserved network there is nothing left but to use its addresses again.
        var rest = (index - 1) % networks.reduce(0) { $0 + $1.1 }
        for (network, count) in networks {
            if rest < count { return network + UInt32(rest) + 1 }
            rest -= count
        }
        return networks[0].0
    }

    /// The number of the stand-in that an address is, or nil if it's none.
    static func index(ofAddress4 address: UInt32) -> Int? {
        var first = 1
        for (network, count) in networks {
            let (offset, below) = address.subtractingReportingOverflow(network)
            if !below, offset < UInt32(count + 2) { return first + max(0, min(Int(offset) - 1, count - 1)) }
            first += count
        }
        return nil
    }

    // MARK: MAC addresses

    private static let documentation = "00005e00"

    /// The twelve digits in base 16 of a MAC address's stand-in.
    static func mac(_ index: Int) -> String {
        let number = String((0x5300 + index - 1) % 0x10000, radix: 16)
        return documentation + String(repeating: "0", count: 4 - number.count) + number
    }

    /// The number of the stand-in that twelve digits in base 16 are, or nil if they are none.
    static func index(ofMAC digits: [UInt8]) -> Int? {
        let text = String(decoding: Bytes.lowercased(digits[...]), as: UTF8.self)
        guard text.hasPrefix(documentation), let number = Int(text.dropFirst(8), radix: 16) else { return nil }
        return (number - 0x5300 + 0x10000) % 0x10000 + 1
    }

    // MARK: Phone numbers

    /// The ten digits (or fourteen, when there are more numbers than fiction has) of a number's stand-in.
    static func number(_ index: Int) -> String {
        let count = 700 * 100
        let rest = (index - 1) % count
        let area = 201 + rest / 100
        let line = rest % 100
        let more = (index - 1) / count
        let digits = "\(area)55501\(line / 10)\(line % 10)"
        return more == 0 ? digits : digits + String(10_000 + more % 10_000).dropFirst()
    }

    /// The number of the stand-in that some digits are, or nil if they are none.
    static func index(ofNumber digits: ArraySlice<UInt8>) -> Int? {
        var rest = digits
        let zero = UInt8(ascii: "0")
        if rest.starts(with: [zero, zero]) {
            rest = rest.dropFirst(2)
        } else if rest.first == zero {
            rest = rest.dropFirst()
        }
        if rest.first == UInt8(ascii: "1") { rest = rest.dropFirst() }
        guard rest.count == 10 || rest.count == 14 else { return nil }
        let text = String(decoding: rest, as: UTF8.self)
        guard text.dropFirst(3).hasPrefix("55501"), let area = Int(text.prefix(3)), (201...900).contains(area),
            let line = Int(text.dropFirst(8).prefix(2)), let more = rest.count == 10 ? 0 : Int(text.suffix(4))
        else { return nil }
        return (area - 201) * 100 + line + 1 + more * 70_000
    }

    // MARK: Host names

    /// Whether a host name says of itself that it's made up (RFC 2606) or this very machine.
    static func isReserved(host: String) -> Bool {
        let last = host.split(separator: ".").last.map(String.init) ?? host
        if ["example", "invalid", "test", "localhost"].contains(last) { return true }
        return ["example.org", "example.com", "example.net"].contains { host == $0 || host.hasSuffix("." + $0) }
    }
}
