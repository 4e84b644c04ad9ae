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
    /// Its own fields, after the common ones.
    public var fields: [FieldDeclaration] = []
}
