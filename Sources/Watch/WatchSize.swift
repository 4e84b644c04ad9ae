/// The size of a terminal, in characters.
public struct WatchSize: Sendable, Equatable {
    /// How wide.
    public var columns: Int
    /// How high.
    public var rows: Int

    /// A size.
    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}
