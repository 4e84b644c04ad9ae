/// A mistake in the URL of a broker. It does not repeat the URL, which may contain a password.
public enum BrokerAddressError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No `SCHEME://`.
    case missingScheme
    /// A scheme that is none of tcp, mqtt, ssl and mqtts.
    case unknownScheme
    /// `USER@` or `USER:PASSWORD@`.
    case credentials
    /// Nothing between the scheme and the port.
    case missingHost
    /// `[` without `]`.
    case unclosedBracket
    /// Neither a host name nor an address.
    case invalidHost
    /// Colons without brackets around them, or in brackets no IPv6 address.
    case invalidIPv6Address
    /// No number from 1 to 65535.
    case invalidPort
    /// `/PATH`, `?QUERY` or `#FRAGMENT`.
    case path

    /// What is wrong, as the rest of a sentence that begins with what the address is called: "has no scheme".
    public var complaint: String {
        switch self {
        case .missingScheme: "has no scheme: use tcp:// or mqtt://, or with TLS ssl:// or mqtts://"
        case .unknownScheme: "has an unknown scheme: use tcp, mqtt, ssl or mqtts"
        case .credentials: "contains a user: user and password have fields of their own"
        case .missingHost: "has no host"
        case .unclosedBracket: "has a [ without a ]"
        case .invalidHost: "has a host that is neither a name nor an address"
        case .invalidIPv6Address: "has a host with colons: write IPv6 addresses in brackets, such as [::1]"
        case .invalidPort: "has a port that is not a number from 1 to 65535"
        case .path: "has a path after the host, which MQTT over TCP does not use"
        }
    }

    /// What is wrong.
    public var description: String { "the broker's address \(complaint)" }
}
