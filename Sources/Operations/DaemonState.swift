/// The state of the daemon for metrics and health.
public struct DaemonState: Sendable {
    /// The version of the daemon.
    public let version: String
    /// The metrics of all PBXs.
    public let boards = MetricsBoards()
    /// The problems of the daemon that belong to no single PBX.
    public let problems = Problems()
    /// Whether the event loops respond.
    public let heartbeat = Heartbeat()

    /// A state without any PBX.
    public init(version: String) {
        self.version = version
    }
}
