public import NIOCore
import Synchronization

/// Checks that event loops respond: each gets a task now and then, and must run it in time.
public final class Heartbeat: Sendable {
    private struct State {
        var loops: [any EventLoop] = []
        /// Tasks that have not run yet, and since when, by their number.
        var pending: [UInt64: NIODeadline] = [:]
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Watches nothing yet.
    public init() {}

    /// The watched event loops.
    public var loops: [any EventLoop] {
        get { state.withLock { $0.loops } }
        set {
            state.withLock { state in
                state.loops = newValue
                // A loop that is gone never runs its task.
                state.pending = [:]
            }
        }
    }

    /// Gives each loop a task, unless one is still pending.
    public func ask() {
        let (loops, first): ([any EventLoop], UInt64) = state.withLock { state in
            guard state.pending.isEmpty else { return ([], 0) }
            let first = state.next
            for _ in state.loops {
                state.pending[state.next] = .now()
                state.next += 1
            }
            return (state.loops, first)
        }
        for (place, loop) in loops.enumerated() {
            let number = first + UInt64(place)
            loop.execute { [self] in _ = state.withLock { $0.pending.removeValue(forKey: number) } }
        }
    }

    /// Whether no task has been pending for longer than this.
    public func beats(within limit: TimeAmount = .seconds(10)) -> Bool {
        state.withLock { state in state.pending.values.allSatisfy { NIODeadline.now() - $0 < limit } }
    }
}
