import AMI
import Correlator
import DequeModule
import Synchronization

/// Hands events from the connection's event loop to the task that takes them, and stops the one where the other is slow.
final class EventHandover: Sendable {
    private struct State {
        var waiting: Deque<CallEvent> = []
        var taker: CheckedContinuation<Void, Never>?
        var session: AMISession?
        var isPaused = false
        var isFinished = false
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: So many events wait, and then nothing more is read.
    init(limit: Int) {
        self.limit = limit
    }

    // MARK: The event loop's side

    /// The session that is to be paused and resumed; `nil` while there is none.
    func use(_ session: AMISession?) {
        state.withLock { $0.session = session }
    }

    /// Hands events over, and says whether to read on.
    func put(_ events: [CallEvent]) -> AMIReadDecision {
        let (taker, decision) = state.withLock { state -> (CheckedContinuation<Void, Never>?, AMIReadDecision) in
            guard !state.isFinished else { return (nil, .continue) }
            state.waiting += events
            // Once stopped, reading goes on when half of them are taken and not before: the taker says so.
            if state.waiting.count >= limit { state.isPaused = true }
            return (events.isEmpty ? nil : state.taker.take(), state.isPaused ? .pause : .continue)
        }
        taker?.resume()
        return decision
    }

    // MARK: The taker's side

    /// Whether reading has stopped.
    var isPaused: Bool { state.withLock { $0.isPaused } }

    /// Whether somebody waits for an event.
    var isAwaited: Bool { state.withLock { $0.taker != nil } }

    /// The next event, as soon as there is one; `nil` once it is over.
    func next() async -> CallEvent? {
        while true {
            let (event, session, isOver) = state.withLock { state in
                let event = state.isFinished ? nil : state.waiting.popFirst()
                // Not at each single event: pausing and resuming cost more than some events do.
                let resumes = state.isPaused && state.waiting.count <= limit / 2
                if resumes { state.isPaused = false }
                return (event, resumes ? state.session : nil, state.isFinished)
            }
            session?.resume()
            if let event { return event }
            if isOver { return nil }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isReady = state.withLock { state in
                        if state.isFinished || !state.waiting.isEmpty { return true }
                        state.taker = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                finish()
            }
        }
    }

    /// Nothing more comes or is wanted.
    func finish() {
        let taker = state.withLock { state in
            state.isFinished = true
            state.waiting = []
            return state.taker.take()
        }
        taker?.resume()
    }
}
