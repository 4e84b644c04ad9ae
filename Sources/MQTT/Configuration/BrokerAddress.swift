import Glibc

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
        guard let schemeEnd = text.firstRange(of: "://") else { throw .missingScheme }
        let usesTLS: Bool
        switch text[..<schemeEnd.lowerBound].lowercased() {
        case "tcp", "mqtt": usesTLS = false
        case "mqtts", "ssl": usesTLS = true
        default: throw .unknownScheme
        }
        var rest = text[schemeEnd.upperBound...]
        if rest.contains("@") { throw .credentials }
        if rest.hasSuffix("/") { rest.removeLast() }
        if rest.contains(where: { "/?#".contains($0) }) { throw .path }

        let host: Substring
        var port: Substring?
        if rest.hasPrefix("[") {
            guard let close = rest.firstIndex(of: "]") else { throw .unclosedBracket }
            host = rest[rest.index(after: rest.startIndex)..<close]
            let after = rest[rest.index(after: close)...]
            if !after.isEmpty {
                guard after.hasPrefix(":") else { throw .invalidPort }
                port = after.dropFirst()
            }
            guard Self.isIPv6Address(host) else { throw .invalidIPv6Address }
        } else {
            let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = parts[0]
            if parts.count > 1 { port = parts[1] }
            if let port, port.contains(":") { throw .invalidIPv6Address }
            if host.isEmpty { throw .missingHost }
            guard host.utf8.count <= 253, host.utf8.allSatisfy(Self.isHostName) else { throw .invalidHost }
        }
        var number: UInt16?
        if let port {
            guard port.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let value = UInt16(port), value > 0
            else { throw .invalidPort }
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

    private static func isIPv6Address(_ text: Substring) -> Bool {
        var address = in6_addr()
        // A zone (`%eth0`), which may follow a link-local address, is the resolver's to judge.
        return inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &address) == 1
    }
}
