/// One channel of a call.
public struct StoryLane: Sendable, Hashable {
    /// Its Uniqueid.
    public var id: String
    /// The name that it had when the call first saw it.
    public var name: String
}
