import AMIClient
import Correlator
import DequeModule
import Synchronization

/// Passes events from the connection's event loop to the consuming task, and pauses reading if the task is slow.
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

    /// - Parameter limit: How many events may wait before reading pauses.
    init(limit: Int) {
        self.limit = limit
    }

    // MARK: The event loop's side

    /// The session to pause and resume; `nil` without one.
    func use(_ session: AMISession?) {
        state.withLock { $0.session = session }
    }

    /// Adds events. Returns whether to continue reading.
    func put(_ events: [CallEvent]) -> AMIReadDecision {
        let (taker, decision) = state.withLock { state -> (CheckedContinuation<Void, Never>?, AMIReadDecision) in
            guard !state.isFinished else { return (nil, .continue) }
            state.waiting += events
            // A paused session resumes when half of the events are taken.
            if state.waiting.count >= limit { state.isPaused = true }
            return (events.isEmpty ? nil : state.taker.take(), state.isPaused ? .pause : .continue)
        }
        taker?.resume()
        return decision
    }

    // MARK: The taker's side

    /// Whether reading is paused.
    var isPaused: Bool { state.withLock { $0.isPaused } }

    /// Whether the task waits for an event.
    var isAwaited: Bool { state.withLock { $0.taker != nil } }

    /// Waits for the next event; `nil` once finished.
    func next() async -> CallEvent? {
        while true {
            let (event, session, isOver) = state.withLock { state in
                let event = state.isFinished ? nil : state.waiting.popFirst()
                // Not at each event: pausing and resuming are expensive.
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

    /// Ends the sequence.
    func finish() {
        let taker = state.withLock { state in
            state.isFinished = true
            state.waiting = []
            return state.taker.take()
        }
        taker?.resume()
    }
}
