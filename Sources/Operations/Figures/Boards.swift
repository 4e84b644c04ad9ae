import Synchronization

/// The boards of all PBXs there are at the moment.
public final class Boards: Sendable {
    private let boards = Mutex<[FiguresBoard]>([])

    /// None yet.
    public init() {}

    /// All of them, by the names of their PBXs.
    public var all: [FiguresBoard] {
        get { boards.withLock { $0 } }
        set { boards.withLock { $0 = newValue.sorted { $0.pbx < $1.pbx } } }
    }
}
