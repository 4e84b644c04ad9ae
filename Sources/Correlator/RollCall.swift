public import AMI

/// Sees to it that what a ``Correlator`` knows is squared with the channels that there are: it asks after each login,
/// and when a call has not been heard of for long.
///
/// It is the part of a session's owner that is the same for every owner: hand it the beginnings and ends of sessions,
/// the responses and the time.
public struct RollCall: Sendable {
    /// Silence is measured in hours, so looking for it once a minute is soon enough.
    private static let microsecondsBetweenLooks = 60_000_000

    private var session: (any AMIActionSender)?
    private var isRefused = false
    private var lookedAt: Timestamp

    /// - Parameter now: What time it is, by the clock of arrival.
    public init(now: Timestamp) {
        lookedAt = now
    }

    /// Asks, where the behaviour knows how and Asterisk has not refused it before.
    /// - Throws: `AMIActionError` where it could not be asked; it is at the next silence then.
    public mutating func sessionBegan(
        _ session: any AMIActionSender, for correlator: inout Correlator
    ) throws(AMIActionError) {
        self.session = session
        // The right may have been given since.
        isRefused = false
        try ask(&correlator)
        for action in correlator.asks { try session.send(try AMIAction(action)) }
    }

    /// No answer will come any more.
    public mutating func sessionEnded(for correlator: inout Correlator) {
        session = nil
        correlator.abandonRollCall()
    }

    /// Asks, once a minute, where a call has been silent for longer than ``CorrelatorOptions/silence``, and where the
    /// last answer had no end or not all channels in it.
    /// - Throws: `AMIActionError` where it could not be asked; it is at the next look then.
    public mutating func tick(at now: Timestamp, for correlator: inout Correlator) throws(AMIActionError) {
        guard now.microseconds - lookedAt.microseconds >= Self.microsecondsBetweenLooks else { return }
        lookedAt = now
        if correlator.wantsRollCall(at: now) { try ask(&correlator) }
    }

    /// Whether this response says that the AMI user may not ask. It is not asked again; what became of a call that was
    /// out of sight stays unknown then.
    public mutating func isRefused(by response: borrowing AMIMessage, for correlator: inout Correlator) -> Bool {
        guard let running = correlator.runningRollCall, response.name.equalsIgnoringCase("Error"),
            let id = response.value(of: "ActionID"), String(repairing: id) == running.actionID
        else { return false }
        correlator.abandonRollCall()
        isRefused = true
        return true
    }

    private func ask(_ correlator: inout Correlator) throws(AMIActionError) {
        guard !isRefused, let session, let name = correlator.rollCallAction else { return }
        correlator.beginRollCall(actionID: try session.send(try AMIAction(name)))
    }
}
