/// A piece of text in its place on a row.
public struct WatchCell: Sendable, Equatable {
    /// The column it begins in, from 0.
    public var column: Int
    /// What is shown: nothing in it speaks to the terminal.
    public var text: String
    /// The columns it takes.
    public var width: Int
    /// How it looks.
    public var style: WatchStyle
}
