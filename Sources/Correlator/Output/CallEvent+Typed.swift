extension CallEvent {
    /// The message, typed, for programs that run the spec they were built with; `nil` for one of another spec.
    public var message: CallMessage? { CallMessage(name: name) }

    /// The cause, typed; `nil` if the message has none, or one of another spec.
    public var cause: HangupCause? { causeName.flatMap { HangupCause(name: $0) } }
}
