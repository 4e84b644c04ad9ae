/// What is wrong with the URL of a broker.
public enum BrokerAddressError: Error, Sendable, Hashable, CustomStringConvertible {
    case empty
    case missingScheme(String)
    case unknownScheme(String)
    case credentialsInURL
    case missingHost(String)
    case unclosedBracket(String)
    case forbiddenCharacter(host: String)
    case portOutOfRange(String)
    case trailingPath(String)

    /// What is wrong and how to write it.
    public var description: String {
        switch self {
        case .empty:
            "the broker's address is empty: write it as tcp://HOST:PORT or mqtts://HOST:PORT"
        case .missingScheme(let text):
            "\"\(text)\" has no scheme: write tcp://\(text), or mqtts://\(text) for TLS"
        case .unknownScheme(let scheme):
            "the scheme \"\(scheme)\" is not known: use tcp or mqtt, or for TLS mqtts or ssl"
        case .credentialsInURL:
            "the address has a user or password in it: put them in the fields for user and password"
        case .missingHost(let text):
            "\"\(text)\" has no host name"
        case .unclosedBracket(let text):
            "\"\(text)\" has a [ without its ]: write an IPv6 address as [::1]"
        case .forbiddenCharacter(let host):
            "the host \"\(host)\" is not a name or an address (an IPv6 address goes in brackets: [::1])"
        case .portOutOfRange(let port):
            "\"\(port)\" is not a port: give a number from 1 to 65535"
        case .trailingPath(let path):
            "the address ends in \"\(path)\": a broker has a host and a port, and no path"
        }
    }
}
