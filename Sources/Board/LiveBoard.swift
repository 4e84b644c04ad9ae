public import Correlator
import Synchronization

/// What the calls and phones of all PBXs are doing, for those who look at it live. Event loops post to it and never wait
/// for those who look; everything in it has a bound.
public final class LiveBoard: Sendable {
    /// Tells versions of this board from those of one before a restart.
    let epoch = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    let watchers = Watchers()
    private let state: Mutex<BoardState>

    /// A board with nothing on it.
    public init(at now: Timestamp = .now()) {
        state = Mutex(BoardState(at: now))
    }

    // MARK: For event loops

    /// Takes note of what calls and phones did.
    ///
    /// - Parameters:
    ///   - pbx: The name of their PBX; empty where there is but one, without a name.
    ///   - openCalls: How many calls go on, those included of which nothing was told.
    ///   - isOpen: Whether a call goes on after all of these events.
    public func post(
        _ events: [CallEvent], openCalls: Int, of pbx: String, at now: Timestamp = .now(), isOpen: (String) -> Bool
    ) {
        let notes = BoardNote.notes(on: events, of: pbx, isOpen: isOpen)
        let isNew = state.withLock { state in
            let version = state.version
            state.note(notes, openCalls: openCalls, of: pbx, at: now)
            return state.version != version
        }
        if isNew { watchers.wake() }
    }

    /// Takes note of a call of before, of which something else remembers what it does.
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

    /// What ended lately and has all these words in it.
    func search(_ question: String) -> [UInt8] {
        // Searched in a copy, so that no event loop waits for it.
        state.withLock(\.recent).search(question)
    }
}
