import Synchronization

/// The metrics boards of all current PBXs.
public final class MetricsBoards: Sendable {
    private let boards = Mutex<[MetricsBoard]>([])

    /// None yet.
    public init() {}

    /// All boards, sorted by the names of their PBXs.
    public var all: [MetricsBoard] {
        get { boards.withLock { $0 } }
        set { boards.withLock { $0 = newValue.sorted { $0.pbx < $1.pbx } } }
    }
}
