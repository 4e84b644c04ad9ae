/// A word that must not be seen: whatever prints it prints `<secret>`.
public struct AMISecret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let value: String

    /// Hides a secret.
    public init(_ value: String) { self.value = value }

    /// `<secret>`.
    public var description: String { "<secret>" }
    /// `<secret>`.
    public var debugDescription: String { "<secret>" }
    /// Nothing to see.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
