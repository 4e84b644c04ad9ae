public import CallLogic

/// A message that is published.
public struct MessageDeclaration: Sendable {
    /// Its name.
    public var name: Specification.Name
    /// The description in the payload, in plain English.
    public var description = ""
    /// The topic below the prefix, with `{call_id}` for the call's id.
    public var topic: Specification.Name
    /// The MQTT quality of service, where it differs from the configured one.
    public var qos: Int?
    /// Whether it is published retained, for late subscribers.
    public var retain = false
    /// The state of its call from then on, for late subscribers; `nil` if it stays the same.
    public var state: String?
    /// How that word stands to whoever looks.
    public var tone: Tone?
    /// What it counts as for whoever shows or counts calls.
    public var role: MessageRole?
    /// Its importance, from 1 to 9: when room runs out, the least important messages are dropped first.
    public var importance = 5
    /// Whether it is about a call; one that is not has no call's id, facts or sequence, and only its own fields.
    public var isAboutCall = true
    /// Whether an installation decides that it is sent.
    public var messageSwitch = MessageSwitch.on
    /// Whether it stands beside the call's own story, so that the call does not count it.
    public var isAside = false
    /// The message that it says again to others; its fields are that one's.
    public var repeats: Specification.Name?
    /// Its own fields, between the common ones.
    public var fields: [FieldDeclaration] = []
}
