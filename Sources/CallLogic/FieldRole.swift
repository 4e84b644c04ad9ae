/// What a field is to whoever shows its message, whatever its name is.
public enum FieldRole: String, Sendable, CaseIterable {
    /// What people call the thing that the message is about.
    case name
}
