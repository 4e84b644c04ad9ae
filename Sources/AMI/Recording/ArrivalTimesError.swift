/// A line of ``ArrivalTimes`` that isn't one.
public struct ArrivalTimesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// From 1.
    public let line: Int
    /// The mistake, as the rest of a sentence that begins with the line.
    public let reason: String

    /// An error from its parts.
    public init(line: Int, reason: String) {
        self.line = line
        self.reason = reason
    }

    /// The line and its mistake.
    public var description: String { "line \(line) of the arrival times \(reason)" }
}
