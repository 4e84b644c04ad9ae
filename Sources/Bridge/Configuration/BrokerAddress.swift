/// Where a broker is: `tcp://HOST:PORT` or `mqtt://…` in the clear, `mqtts://…` or `ssl://…` by TLS.
public struct BrokerAddress: Sendable, Equatable, CustomStringConvertible {
    /// Whether the connection is by TLS.
    public var usesTLS: Bool
    /// Host name or address, IPv6 without brackets.
    public var host: String
    /// TCP port.
    public var port: Int

    /// An address from its parts.
    public init(usesTLS: Bool, host: String, port: Int) {
        self.usesTLS = usesTLS
        self.host = host
        self.port = port
    }

    /// Reads `SCHEME://HOST[:PORT]`, with 1883 or, by TLS, 8883 where no port is given.
    ///
    /// The text is not repeated in what is thrown: a user and password may be in it.
    init(_ text: String) throws(ConfigurationComplaint) {
        guard let schemeEnd = text.firstRange(of: "://") else {
            throw ConfigurationComplaint("has no scheme")
        }
        switch text[..<schemeEnd.lowerBound] {
        case "tcp", "mqtt": usesTLS = false
        case "ssl", "mqtts": usesTLS = true
        default: throw ConfigurationComplaint("has a scheme that is none of tcp, mqtt, ssl and mqtts")
        }

        var authority = text[schemeEnd.upperBound...]
        if authority.hasSuffix("/") { authority.removeLast() }
        guard !authority.contains("@") else {
            throw ConfigurationComplaint("has a user in it, which belongs in mqtt.username and mqtt.password")
        }
        guard !authority.contains(where: { "/?#".contains($0) }) else {
            throw ConfigurationComplaint("has a path after the host, which MQTT over TCP has no use for")
        }

        let hostText: Substring
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else {
                throw ConfigurationComplaint("has a [ without its ]")
            }
            hostText = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            if !rest.isEmpty {
                guard rest.first == ":" else {
                    throw ConfigurationComplaint("has something other than a port after the ]")
                }
                portText = rest.dropFirst()
            }
        } else if let colon = authority.firstIndex(of: ":") {
            hostText = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        } else {
            hostText = authority
        }
        host = try ConfigurationType<String>.host.read(.scalar(String(hostText)))

        if let portText {
            guard !portText.hasPrefix("+"), let number = Int(portText), (1...65535).contains(number) else {
                throw ConfigurationComplaint("has a port that is no integer from 1 to 65535")
            }
            port = number
        } else {
            port = usesTLS ? 8883 : 1883
        }
    }

    /// `tcp://HOST:PORT` or `ssl://HOST:PORT`.
    public var description: String {
        "\(usesTLS ? "ssl" : "tcp")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
