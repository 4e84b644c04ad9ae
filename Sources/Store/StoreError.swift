/// Why saving or reading failed.
public struct StoreError: Error, Hashable, CustomStringConvertible {
    /// What failed.
    public var attempt: String
    /// The reason from SQLite.
    public var reason: String
    /// The result code (https://www.sqlite.org/rescode.html).
    public var code: Int32

    /// The code of a damaged file (SQLITE_CORRUPT).
    public static let malformed: Int32 = 11
    /// The code of a file that is not a database, or of another version (SQLITE_NOTADB).
    public static let foreign: Int32 = 26

    /// Whether the file is the cause, so that a new one helps.
    var isOfFile: Bool { code == Self.malformed || code == Self.foreign }

    /// What failed, and why.
    public var description: String { "\(attempt): \(reason) (SQLite \(code))" }
}
