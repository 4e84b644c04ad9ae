/// A text that must not be seen: printed, interpolated, dumped or mirrored, it says only that it is there.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Keeps `text` from being seen by accident.
    public init(_ text: String) {
        self.text = text
    }

    /// The text itself, for the one place that has to send it.
    public func reveal() -> String {
        text
    }

    /// Whether there is nothing to hide.
    public var isEmpty: Bool { text.isEmpty }

    /// The same for every secret.
    public var description: String { "(secret)" }

    /// The same for every secret.
    public var debugDescription: String { description }

    /// A mirror without children: `dump` and the like see nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
