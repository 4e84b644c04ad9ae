/// Whatever can send an action to Asterisk: a session that is logged in.
public protocol AMIActionSender: Sendable {
    /// Sends an action.
    /// - Returns: The `ActionID` it was given, which its response and the events of its list carry.
    /// - Throws: ``AMIActionError`` where it can't be sent.
    @discardableResult
    func send(_ action: AMIAction) throws(AMIActionError) -> String
}
