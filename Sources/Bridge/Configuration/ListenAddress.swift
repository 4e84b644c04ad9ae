/// Where a server listens.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// A host name or an address, IPv6 without brackets.
    public var host: String
    /// The TCP port.
    public var port: Int

    /// As it is written: `127.0.0.1:9464`, `[::1]:9464`.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only this machine can reach it.
    var isLoopback: Bool { Loopback.contains(host) }
}
