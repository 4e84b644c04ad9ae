/// What is on the terminal, and how to turn it into something else with few bytes: only rows that changed are written.
///
/// Each cell goes to its column by an address of its own (ECMA-48 §8.3.21), so that a text that is wider on this terminal
/// than Unicode says is written over by its neighbour and moves nothing.
public struct WatchFrame: Sendable {
    private let hasColours: Bool
    private var shown: [[WatchCell]]?

    /// - Parameter hasColours: Whether to write colours.
    public init(hasColours: Bool) {
        self.hasColours = hasColours
    }

    /// Nothing is known of what the terminal shows: the next rows are written in full.
    public mutating func forget() { shown = nil }

    /// The bytes that make a terminal show these rows.
    public mutating func show(_ rows: [[WatchCell]]) -> String {
        var output = ""
        if shown?.count != rows.count {
            shown = nil
            output += "\u{1B}[H\u{1B}[2J"
        }
        for (number, row) in rows.enumerated() where shown?[number] != row {
            // A row that was empty is so on a fresh screen, too.
            if shown == nil, row.isEmpty { continue }
            output += "\u{1B}[\(number + 1);1H\u{1B}[K"
            for cell in row {
                output += "\u{1B}[\(number + 1);\(cell.column + 1)H"
                let parameters = hasColours ? cell.style.parameters : ""
                output += parameters.isEmpty ? cell.text : "\u{1B}[\(parameters)m\(cell.text)\u{1B}[0m"
            }
        }
        shown = rows
        return output
    }
}
