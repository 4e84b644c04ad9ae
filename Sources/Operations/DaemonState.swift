/// What the daemon's parts hand to whoever looks after it.
public struct DaemonState: Sendable {
    /// The version of the daemon.
    public let version: String
    /// The figures of all PBXs.
    public let boards = Boards()
    /// Whether the event loops turn.
    public let heartbeat = Heartbeat()

    /// Nothing is known yet.
    public init(version: String) {
        self.version = version
    }
}
