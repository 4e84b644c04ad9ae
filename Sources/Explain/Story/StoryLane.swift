/// One channel of a call.
public struct StoryLane: Sendable, Hashable {
    /// Its Uniqueid.
    public var id: String
    /// Its first name in the call.
    public var name: String
}
