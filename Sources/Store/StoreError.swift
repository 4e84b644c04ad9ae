/// Why something could not be saved or read.
public struct StoreError: Error, Hashable, CustomStringConvertible {
    /// What was tried.
    public var attempt: String
    /// What SQLite says.
    public var reason: String
    /// The result code (https://www.sqlite.org/rescode.html).
    public var code: Int32

    /// The code that says the file is damaged (SQLITE_CORRUPT).
    public static let malformed: Int32 = 11

    /// What was tried, and why it failed.
    public var description: String { "\(attempt): \(reason) (SQLite \(code))" }
}
