import AMI
import TestSupport
import AMIClient
import Synchronization

/// What a delegate was told.
enum Observation: Sendable {
    case began(AMISession)
    case message(RecordedMessage)
    case ended(AMIDisconnection)
    case willReconnect(AMIDisconnection, Duration)
    /// It asked for reading to pause, when so many bytes had come.
    case paused(bytes: UInt64)
    /// Time passed since.
    case tickWhilePaused(bytes: UInt64)
}

/// Tells a test what it is told.
struct ObservedDelegate: AMISessionDelegate {
    let continuation: AsyncStream<Observation>.Continuation
    let gate: Gate
    var bytes: UInt64 = 0
    var isPaused = false

    /// Whether to pause after each batch.
    final class Gate: Sendable {
        private let state = Mutex(false)
        var pauses: Bool {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }

    init(_ continuation: AsyncStream<Observation>.Continuation, gate: Gate) {
        self.continuation = continuation
        self.gate = gate
    }

    func wants(event name: RawSpan) -> Bool { !name.equals("VarSet") }
    mutating func receive(_ message: borrowing AMIMessage) { continuation.yield(.message(RecordedMessage(message))) }
    mutating func sessionBegan(_ session: AMISession) { continuation.yield(.began(session)) }
    mutating func batchEnded(_ counters: AMIDecoderCounters) -> AMIReadDecision {
        bytes = counters.bytes
        isPaused = gate.pauses
        if isPaused { continuation.yield(.paused(bytes: bytes)) }
        return isPaused ? .pause : .continue
    }
    mutating func sessionEnded(_ reason: AMIDisconnection) { continuation.yield(.ended(reason)) }
    mutating func willReconnect(after reason: AMIDisconnection, in delay: Duration) {
        continuation.yield(.willReconnect(reason, delay))
    }
    mutating func tick() { if isPaused { continuation.yield(.tickWhilePaused(bytes: bytes)) } }
}
