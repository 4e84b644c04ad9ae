import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What must survive the end of the process, however it comes: messages that the broker does not have yet, and what is
/// known of the calls that are going on. Both change in one transaction, so after a crash they fit each other: a call
/// whose `hungup` is kept is over, and one that is not over has not said it.
///
/// It is a SQLite file in WAL mode with `synchronous=NORMAL`: a transaction is a write into the page cache, so it survives
/// the process, and only a checkpoint, every few megabytes, waits for the disk. After a loss of power the last
/// transactions can be missing, and the file is whole all the same (https://www.sqlite.org/wal.html).
///
/// Callable from any thread, one at a time.
public final class Store: Sendable {
    private let state: Mutex<StoreState>
    /// Where a damaged store was moved to, if there was one: this one began empty.
    public let damaged: String?

    /// Opens the store in a folder, or makes it. One that is damaged is moved aside and a new one made, since what
    /// happens from now on matters no less than what is in there.
    ///
    /// - Parameters:
    ///   - folder: An existing folder of the daemon's own.
    ///   - layout: Which behaviour the records of calls belong to; those of another are dropped.
    ///   - messageLimit: The most bytes of payloads that are kept.
    /// - Throws: where the file can't be opened, is locked by another process or is no store of this version.
    public init(folder: String, layout: UInt64, messageLimit: Int) throws(StoreError) {
        let path = "\(folder)/store.sqlite3"
        do {
            state = Mutex(try StoreState(path: path, layout: layout, messageLimit: messageLimit))
            damaged = nil
        } catch {
            guard error.code == StoreError.malformed else { throw error }
            let aside = "\(path).damaged-\(time(nil))"
            guard rename(path, aside) == 0 else { throw error }
            // Left where it is, its log would be taken for the new file's.
            _ = rename("\(path)-wal", "\(aside)-wal")
            state = Mutex(try StoreState(path: path, layout: layout, messageLimit: messageLimit))
            damaged = aside
        }
    }

    /// Saves what came of some events, in one transaction. All or nothing is saved.
    ///
    /// - Parameters:
    ///   - messages: New messages, which get their numbers, in order.
    ///   - calls: Calls that are known differently now, or over.
    ///   - settled: Numbers of messages that the broker has, or will never take.
    ///   - onTheirWay: Messages up to this number are in somebody's hands who will deliver them, unless the process ends
    ///     before: where there is no room for them any more, they are not given up.
    /// - Returns: The names of messages that were given up for want of room, with how many of each.
    /// - Throws: where nothing could be saved; the disk may be full. The messages then have no numbers.
    public func save(
        messages: inout [StoredMessage], calls: [StoredCall], settled: [Int64], onTheirWay: Int64 = 0
    ) throws(StoreError) -> [String: Int] {
        try state.withLock { state throws(StoreError) in
            try state.save(messages: &messages, calls: calls, settled: settled, onTheirWay: onTheirWay)
        }
    }

    /// Messages after one, in order.
    public func messages(after number: Int64, limit: Int) throws(StoreError) -> [StoredMessage] {
        try state.withLock { state throws(StoreError) in try state.messages(after: number, limit: limit) }
    }

    /// What is known of calls that were going on.
    public func calls() throws(StoreError) -> [StoredCall] {
        try state.withLock { state throws(StoreError) in try state.calls() }
    }

    /// How many calls it knew by another behaviour, and dropped when it was opened.
    public var droppedCalls: Int { state.withLock { $0.droppedCalls } }

    /// How many messages wait.
    public func messageCount() throws(StoreError) -> Int {
        try state.withLock { state throws(StoreError) in try state.messageCount() }
    }

    /// How many messages wait, how many bytes their payloads have, and how many were given up since it was opened: known
    /// without a look at the disk.
    public var figures: (messages: Int, bytes: Int, givenUp: Int) {
        state.withLock { ($0.count, $0.kept, $0.givenUp) }
    }
}
