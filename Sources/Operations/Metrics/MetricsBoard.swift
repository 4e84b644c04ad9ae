import Synchronization

/// Where the event loop of one PBX leaves its metrics for others to read.
public final class MetricsBoard: Sendable {
    /// The name of the PBX; empty for a single one without a name.
    public let pbx: String
    /// The problems of this PBX's bridge.
    public let problems = Problems()
    private let metrics = Mutex(PBXMetrics())

    /// An empty board.
    public init(pbx: String) {
        self.pbx = pbx
    }

    /// The latest metrics.
    public var current: PBXMetrics {
        get { metrics.withLock { $0 } }
        set { metrics.withLock { $0 = newValue } }
    }
}
