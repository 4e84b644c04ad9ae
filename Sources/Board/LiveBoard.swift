public import Correlator
import Synchronization

/// What the calls and phones of all PBXs are doing, for those who look at it live. Event loops post to it and never wait
/// for those who look; everything in it has a bound.
public final class LiveBoard: Sendable {
    /// Tells versions of this board from those of one before a restart.
    let epoch = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    let watchers = Watchers()
    /// What messages and words mean.
    package let legend: Legend
    private let state: Mutex<BoardState>

    /// A board with nothing on it.
    ///
    /// - Parameter legend: What messages and words mean.
    public init(_ legend: Legend = .builtIn, at now: Timestamp = .now()) {
        self.legend = legend
        state = Mutex(BoardState(at: now, legend))
    }

    // MARK: For event loops

    /// Takes note of what calls and phones did.
    ///
    /// - Parameters:
    ///   - pbx: The name of their PBX; empty where there is but one, without a name.
    ///   - openCalls: How many calls are open, those without an event included.
    ///   - isOpen: Whether a call goes on after all of these events.
    /// - Returns: Those of the calls that are over now, in order: to be posted again after a restart.
    public func post(
        _ events: [CallEvent], openCalls: Int, of pbx: String, at now: Timestamp = .now(), isOpen: (String) -> Bool
    ) -> [EndedCall] {
        let notes = BoardNote.notes(on: events, of: pbx, legend, isOpen: isOpen)
        let (ended, isNew) = state.withLock { state in
            let version = state.version
            let ended = state.note(notes, openCalls: openCalls, of: pbx, at: now)
            return (ended, state.version != version)
        }
        if isNew { watchers.wake() }
        return ended
    }

    /// Takes note of calls that ended before, in the order in which they did.
    public func post(earlier ended: [EndedCall], of pbx: String, at now: Timestamp = .now()) {
        state.withLock { $0.note(earlier: ended, of: pbx, at: now) }
        watchers.wake()
    }

    /// Restores a call from the broker's retained state.
    package func post(kept status: CallStatus, ofCall id: String, of pbx: String) {
        state.withLock { $0.note(kept: status, ofCall: id, of: pbx) }
        watchers.wake()
    }

    /// Takes note of whether Asterisk is there.
    public func post(isConnected: Bool, of pbx: String) {
        state.withLock { $0.note(isConnected: isConnected, of: pbx) }
        watchers.wake()
    }

    /// These are all the PBXs there are from now on.
    public func keep(only pbxs: some Sequence<String>) {
        state.withLock { $0.keep(only: Set(pbxs)) }
        watchers.wake()
    }

    // MARK: For those who look

    /// What changed since a version; everything where that is not known any more, or none is given.
    func update(since seen: Int?, at now: Timestamp = .now()) -> BoardUpdate {
        state.withLock { state in
            state.advance(to: now)
            return state.update(since: seen)
        }
    }

    /// What ended lately and has all these words in it, and came to this.
    func search(_ question: String, _ fate: Fate? = nil) -> [UInt8] {
        // Searched in a copy, so that no event loop waits for it.
        state.withLock(\.recent).search(question, fate)
    }
}
