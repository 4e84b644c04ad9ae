/// One header of an AMI event; invalid UTF-8 is replaced.
public struct StoryHeader: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: String
}
