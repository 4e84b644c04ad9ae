/// Why something could not be saved or read.
public struct StoreError: Error, Hashable, CustomStringConvertible {
    /// What was tried.
    public var attempt: String
    /// What SQLite says.
    public var reason: String
    /// The result code (https://www.sqlite.org/rescode.html).
    public var code: Int32

    /// The code that says the disk is full (SQLITE_FULL), or the store's own bound is reached.
    public static let full: Int32 = 13

    /// What was tried, and what came of it.
    public var description: String { "\(attempt): \(reason) (SQLite \(code))" }
}
