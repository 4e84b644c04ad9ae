public import Logging
import Synchronization

/// The minimum level of all loggers, which can change while they are in use.
public final class LogLevel: Sendable {
    private let place: Atomic<Int>

    /// - Parameter value: the level to begin with.
    public init(_ value: Logger.Level) {
        place = Atomic(Self.place(of: value))
    }

    /// The level.
    public var value: Logger.Level {
        get { Logger.Level.allCases[place.load(ordering: .relaxed)] }
        set { place.store(Self.place(of: newValue), ordering: .relaxed) }
    }

    private static func place(of level: Logger.Level) -> Int {
        Logger.Level.allCases.firstIndex(of: level) ?? 0
    }
}
