import CSQLite

/// A SQLite file with one owner.
final class Database {
    let handle: OpaquePointer

    /// Opens a file, or creates it.
    init(path: String) throws(StoreError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let error = Self.error(handle, code, "\(path) can't be opened")
            sqlite3_close_v2(handle)
            throw error
        }
        self.handle = handle
        // An ending daemon may still have it locked. If it stays locked, another daemon uses the folder.
        sqlite3_busy_timeout(handle, 2_000)
    }

    deinit { sqlite3_close_v2(handle) }

    /// Runs SQL without parameters and results.
    func run(_ sql: String, _ what: String) throws(StoreError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw Self.error(handle, code, what) }
    }

    static func error(_ handle: OpaquePointer?, _ code: Int32, _ what: String) -> StoreError {
        let reason = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        return StoreError(attempt: what, reason: reason, code: code & 0xFF)
    }
}
