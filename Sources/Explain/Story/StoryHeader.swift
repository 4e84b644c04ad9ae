/// One header of an AMI event, repaired where it was not UTF-8.
public struct StoryHeader: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// What it says.
    public var value: String
}
