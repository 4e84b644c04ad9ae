public import NIOCore
import Synchronization

/// Whether event loops turn: each is asked to do something now and then, and must have done it in time.
public final class Heartbeat: Sendable {
    private struct State {
        var loops: [any EventLoop] = []
        /// What was asked for and is not done: since when, by the number of the request.
        var pending: [UInt64: NIODeadline] = [:]
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Watches nothing yet.
    public init() {}

    /// The event loops that have to turn.
    public var loops: [any EventLoop] {
        get { state.withLock { $0.loops } }
        set {
            state.withLock { state in
                state.loops = newValue
                // What one that is gone has not done it never will.
                state.pending = [:]
            }
        }
    }

    /// Asks each loop anew, unless it still owes an answer.
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

    /// Whether no loop has owed an answer for longer than this.
    public func beats(within limit: TimeAmount = .seconds(10)) -> Bool {
        state.withLock { state in state.pending.values.allSatisfy { NIODeadline.now() - $0 < limit } }
    }
}
