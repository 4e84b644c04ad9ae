extension AMIMessage {
    /// Whether a response says that this Asterisk does not have the action, since the module that has it is not loaded.
    package var saysActionIsUnknown: Bool {
        text(of: "Message")?.hasPrefix("Invalid/unknown command") ?? false
    }
}
