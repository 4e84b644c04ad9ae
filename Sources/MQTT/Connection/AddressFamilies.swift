import Glibc

/// Which of IPv4 and IPv6 a host has addresses of.
///
/// libmosquitto, connecting without blocking, tries one address only: `localhost` with a broker on 127.0.0.1 alone
/// would not be reached by way of ::1. So each family is tried in turn, chosen by the local address bound to.
enum AddressFamilies {
    /// The local addresses to bind to in turn, best first; `nil` is no binding, where there is no choice.
    static func bindAddresses(for host: String) throws(MQTTConnectionFailure) -> [String?] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, nil, &hints, &list)
        guard result == 0 else {
            throw MQTTConnectionFailure(
                .unresolvable,
                "the broker's host name \"\(host)\" has no address (\(String(cString: gai_strerror(result))))",
                remedy: "check its spelling and this machine's DNS")
        }
        defer { freeaddrinfo(list) }
        var found: [String?] = []
        var next = list
        while let entry = next {
            let bind = entry.pointee.ai_family == AF_INET6 ? "::" : "0.0.0.0"
            if !found.contains(bind) { found.append(bind) }
            next = entry.pointee.ai_next
        }
        return found.count > 1 ? found : [nil]
    }
}
