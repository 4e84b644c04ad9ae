/// Whether an installation decides that a message is sent.
public enum MessageSwitch: String, Sendable, CaseIterable {
    /// It is always sent.
    case always
    /// It is sent unless it is switched off.
    case on
    /// It is sent where it is asked for.
    case off
}
