/// What the configuration says of one message of the spec: whether it is sent.
public struct EventSwitch: Sendable, Equatable {
    /// The message's name.
    public var name: String
    /// Whether it is sent.
    public var isOn: Bool
    /// The line of the file it stands on.
    public var line: Int?
}
