/// Whether to read on.
public enum AMIReadDecision: Sendable, Hashable {
    /// Read on.
    case `continue`
    /// Read nothing until ``AMISession/resume()``: Asterisk gets the back-pressure by TCP.
    case pause
}
