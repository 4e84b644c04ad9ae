import Synchronization

import Glibc

/// Keeps what must survive the process, however it ends: messages that the broker has not acknowledged, and the calls
/// in progress. Both change in one transaction, so they are consistent after a crash: either a call's `hungup` is
/// stored, or the call itself.
///
/// It is a SQLite file in WAL mode with `synchronous=NORMAL`: a transaction is a write into the page cache, so it
/// survives the process, and only a checkpoint, every few megabytes, waits for the disk. After a loss of power the last
/// transactions can be missing, and the file is whole all the same (https://www.sqlite.org/wal.html).
///
/// Callable from any thread, one at a time.
public final class Store: Sendable {
    private let state: Mutex<StoreState>
    /// If the old store could not be used: where it was moved, and why. This one began empty.
    public let setAside: (path: String, reason: StoreError)?

    /// Opens the store in a folder, or creates both, for the process's user only. A file that is damaged, of another
    /// version or not a store is moved aside, and a new one created.
    ///
    /// - Parameters:
    ///   - folder: A folder that only this daemon uses.
    ///   - layout: The layout of stored calls; calls of another layout are dropped.
    ///   - messageLimit: The most bytes of payloads that are kept.
    /// - Throws: if the file can't be opened or created, or is locked by another process.
    public init(folder: String, layout: UInt64, messageLimit: Int) throws(StoreError) {
        let path = "\(folder)/store.sqlite3"
        Self.make(folder: folder)
        Self.keepToUser(path)
        do {
            state = Mutex(try StoreState(path: path, layout: layout, messageLimit: messageLimit))
            setAside = nil
        } catch {
            guard error.isOfFile else { throw error }
            let aside = "\(path).damaged-\(time(nil))"
            guard rename(path, aside) == 0 else { throw error }
            // Otherwise its log would belong to the new file.
            _ = rename("\(path)-wal", "\(aside)-wal")
            Self.keepToUser(path)
            state = Mutex(try StoreState(path: path, layout: layout, messageLimit: messageLimit))
            setAside = (aside, error)
        }
    }

    /// Creates a folder and its missing parents. If that fails, opening the file reports why.
    private static func make(folder: String) {
        var parent = folder[...]
        while parent.last == "/" { parent.removeLast() }
        if let slash = parent.lastIndex(of: "/"), access(String(parent), F_OK) != 0 {
            make(folder: String(parent[..<slash]))
        }
        if !parent.isEmpty { mkdir(String(parent), 0o700) }
    }

    /// Makes the file readable by its owner only, since it contains callers' numbers. SQLite's log gets the same mode.
    private static func keepToUser(_ path: String) {
        // An existing file is not opened: closing it would release SQLite's locks.
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 { close(file) } else { chmod(path, 0o600) }
    }

    /// Saves the results of some events in one transaction: all or nothing.
    ///
    /// - Parameters:
    ///   - messages: New messages, which get their numbers in order.
    ///   - calls: Calls that have changed or ended.
    ///   - ended: Ended calls, which are kept for a while (``ended(since:)``).
    ///   - settled: Numbers of messages that the broker has acknowledged or refused.
    ///   - onTheirWay: Messages up to this number are with the client, which will deliver them. If they are deleted for
    ///     lack of room, they don't count as dropped.
    /// - Returns: The names of messages that were dropped for lack of room, with how many of each.
    /// - Throws: if nothing could be saved; the disk may be full. The messages then have no numbers.
    public func save(
        messages: inout [StoredMessage], calls: [StoredCall], ended: [StoredEnd] = [], settled: [Int64],
        onTheirWay: Int64 = 0
    ) throws(StoreError) -> [String: Int] {
        try state.withLock { state throws(StoreError) in
            try state.save(messages: &messages, calls: calls, ended: ended, settled: settled, onTheirWay: onTheirWay)
        }
    }

    /// The messages after a number, in order.
    public func messages(after number: Int64, limit: Int) throws(StoreError) -> [StoredMessage] {
        try state.withLock { state throws(StoreError) in try state.messages(after: number, limit: limit) }
    }

    /// The calls in progress.
    public func calls() throws(StoreError) -> [StoredCall] {
        try state.withLock { state throws(StoreError) in try state.calls() }
    }

    /// The calls that ended at a time or later, in order, up to a bound. Earlier ones are deleted.
    public func ended(since time: Int64) throws(StoreError) -> [StoredEnd] {
        try state.withLock { state throws(StoreError) in try state.ended(since: time) }
    }

    /// How many calls of another layout were dropped when it was opened.
    public var droppedCalls: Int { state.withLock { $0.droppedCalls } }

    /// How many messages wait.
    public func messageCount() throws(StoreError) -> Int {
        try state.withLock { state throws(StoreError) in try state.messageCount() }
    }

    /// How many messages wait, how many bytes their payloads have, and how many were dropped since it was opened. Does
    /// not read the disk.
    public var metrics: (messages: Int, bytes: Int, givenUp: Int) {
        state.withLock { ($0.count, $0.kept, $0.givenUp) }
    }
}
