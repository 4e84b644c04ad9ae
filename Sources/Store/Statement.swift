import CSQLite

/// A prepared statement.
final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    private let what: String

    /// Prepares SQL.
    ///
    /// - Parameter what: What fails, for errors.
    init(_ connection: OpaquePointer, _ sql: String, _ what: String) throws(StoreError) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw Database.error(connection, code, what) }
        self.handle = handle
        self.connection = connection
        self.what = what
    }

    deinit { sqlite3_finalize(handle) }

    func bind(_ place: Int32, _ number: Int64) { sqlite3_bind_int64(handle, place, number) }

    func bind(_ place: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            _ = sqlite3_bind_text64(
                handle, place, UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self),
                UInt64(bytes.count), Self.transient, UInt8(SQLITE_UTF8))
        }
    }

    func bind(_ place: Int32, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            // A null pointer would be NULL, not an empty blob.
            if buffer.isEmpty {
                _ = sqlite3_bind_zeroblob(handle, place, 0)
            } else {
                _ = sqlite3_bind_blob64(handle, place, buffer.baseAddress, UInt64(buffer.count), Self.transient)
            }
        }
    }

    /// SQLite copies what is bound this way (SQLITE_TRANSIENT, a macro that Swift can't import).
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    /// Runs it to its end.
    func run() throws(StoreError) {
        while try step() {}
    }

    /// Moves to the next row; false after the last.
    func step() throws(StoreError) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        sqlite3_reset(handle)
        if code == SQLITE_DONE { return false }
        throw Database.error(connection, code, what)
    }

    /// Discards the remaining rows.
    func reset() { sqlite3_reset(handle) }

    func number(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }
}
