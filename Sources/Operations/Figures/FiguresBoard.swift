import Synchronization

/// Where the event loop of one PBX leaves its figures now and then, and others read them.
public final class FiguresBoard: Sendable {
    /// The name of the PBX; empty where there is but one, without a name.
    public let pbx: String
    private let figures = Mutex(PBXFigures())

    /// A board with nothing on it.
    public init(pbx: String) {
        self.pbx = pbx
    }

    /// What was left last.
    public var current: PBXFigures {
        get { figures.withLock { $0 } }
        set { figures.withLock { $0 = newValue } }
    }
}
