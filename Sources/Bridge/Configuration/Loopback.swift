/// What never leaves the machine.
enum Loopback {
    /// Whether a host is of this machine alone, by its spelling.
    static func contains(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
