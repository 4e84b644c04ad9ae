/// Where a broker listens, and whether it speaks TLS there.
public struct BrokerAddress: Sendable, Hashable, CustomStringConvertible {
    /// A host name, an IPv4 address or an IPv6 address without brackets.
    public var host: String
    /// 1 to 65,535.
    public var port: UInt16
    /// Whether the broker speaks TLS there.
    public var usesTLS: Bool

    /// An address; without a port, 1883 or with TLS 8883 (as registered with IANA).
    public init(host: String, port: UInt16? = nil, usesTLS: Bool = false) {
        self.host = host
        self.port = port ?? (usesTLS ? 8883 : 1883)
        self.usesTLS = usesTLS
    }

    /// Reads `tcp://HOST[:PORT]`, `mqtt://…`, and for TLS `mqtts://…`, `ssl://…`.
    public init(parsing text: String) throws(BrokerAddressError) {
        if text.isEmpty { throw .empty }
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { throw .missingScheme(text) }
        let usesTLS: Bool
        switch text[..<colon].lowercased() {
        case "tcp", "mqtt": usesTLS = false
        case "mqtts", "ssl": usesTLS = true
        case let other: throw .unknownScheme(other)
        }
        var rest = text[text.index(colon, offsetBy: 3)...]
        // The text is not repeated here: it may hold a password.
        if rest.contains("@") { throw .credentialsInURL }
        if let slash = rest.firstIndex(where: { $0 == "/" || $0 == "?" || $0 == "#" }) {
            let path = rest[slash...]
            if path != "/" { throw .trailingPath(String(path)) }
            rest = rest[..<slash]
        }

        let host: Substring
        let port: Substring?
        if rest.hasPrefix("[") {
            guard let close = rest.firstIndex(of: "]") else { throw .unclosedBracket(String(rest)) }
            host = rest[rest.index(after: rest.startIndex)..<close]
            let after = rest[rest.index(after: close)...]
            if after.isEmpty {
                port = nil
            } else if after.hasPrefix(":") {
                port = after.dropFirst()
            } else {
                throw .forbiddenCharacter(host: String(rest))
            }
            if !host.utf8.allSatisfy(Self.isIPv6) { throw .forbiddenCharacter(host: String(host)) }
        } else {
            let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = parts[0]
            port = parts.count > 1 ? parts[1] : nil
            if let port, port.contains(":") { throw .forbiddenCharacter(host: String(rest)) }
            if !host.utf8.allSatisfy(Self.isHostName) { throw .forbiddenCharacter(host: String(host)) }
        }
        if host.isEmpty { throw .missingHost(text) }
        var number: UInt16?
        if let port {
            guard port.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let value = UInt16(port), value > 0
            else { throw .portOutOfRange(String(port)) }
            number = value
        }
        self.init(host: String(host), port: number, usesTLS: usesTLS)
    }

    /// The address as a URL, always with its port.
    public var description: String {
        "\(usesTLS ? "mqtts" : "mqtt")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    private static func isHostName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isIPv6(_ byte: UInt8) -> Bool {
        // A zone (`%eth0`) may follow a link-local address.
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: "%") || isHostName(byte)
    }
}
