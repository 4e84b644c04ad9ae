public import CallLogic

/// A message that is published.
public struct MessageDeclaration: Sendable {
    /// Its name.
    public var name: Specification.Name
    /// What it tells, in plain English, as it stands in the payload.
    public var description = ""
    /// The topic below the prefix, with `{call_id}` for the call's id.
    public var topic: Specification.Name
    /// The MQTT quality of service, where it differs from the configured one.
    public var qos: Int?
    /// Whether the broker keeps it for those who come later.
    public var retain = false
    /// What its call is doing from then on, in a word, for those who come later; `nil` where that stays as it was.
    public var state: String?
    /// How that word stands to whoever looks.
    public var tone: Tone?
    /// What it counts as for whoever shows or counts calls.
    public var role: MessageRole?
    /// How much it matters, from 1 to 9: where room for messages runs out, those that matter least are given up first.
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
