/// What is wrong with the URL of a broker. None of the URL is repeated: a user and a password may be in it.
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
        case .missingScheme: "has no scheme: tcp:// or mqtt://, or by TLS ssl:// or mqtts://"
        case .unknownScheme: "has a scheme that is none of tcp, mqtt, ssl and mqtts"
        case .credentials: "has a user in it, which has a field of its own, as has the password"
        case .missingHost: "has no host"
        case .unclosedBracket: "has a [ without its ]"
        case .invalidHost: "has a host that is neither a name nor an address"
        case .invalidIPv6Address: "has a host with colons in it that is no IPv6 address in brackets, such as [::1]"
        case .invalidPort: "has a port that is no number from 1 to 65535"
        case .path: "has a path after the host, which MQTT over TCP has no use for"
        }
    }

    /// What is wrong.
    public var description: String { "the broker's address \(complaint)" }
}
