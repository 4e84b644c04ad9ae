/// The size of a terminal, in characters.
public struct WatchSize: Sendable, Equatable {
    public var columns: Int
    public var rows: Int

    /// A size.
    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}
