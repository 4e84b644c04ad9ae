import NIOCore
import Synchronization

/// A session that is logged in. Usable from any thread.
public final class AMISession: Sendable {
    private struct Output: Sendable {
        var isOpen = true
        var isScheduled = false
        var nextAction: UInt64 = 1
        var waiting: [UInt8] = []
    }

    /// Actions wait for the event loop in no more than this many bytes.
    private static let mostWaiting = 1 << 20

    /// What the greeting says, such as `11.0.0`: the interface's version, not Asterisk's.
    public let managerVersion: String
    private let number: UInt64
    private let channel: NIOLoopBound<any AMIChannelControl>
    private let eventLoop: any EventLoop
    private let output = Mutex(Output())

    init(managerVersion: String, number: UInt64, channel: any AMIChannelControl, eventLoop: any EventLoop) {
        self.managerVersion = managerVersion
        self.number = number
        self.channel = NIOLoopBound(channel, eventLoop: eventLoop)
        self.eventLoop = eventLoop
    }

    /// Sends an action.
    /// - Returns: The `ActionID` it was given, which its answer and the events of its list carry. No two actions of a
    ///   connection have the same, whatever the session.
    /// - Throws: ``AMIActionError/sessionEnded`` or ``AMIActionError/backlogged``.
    @discardableResult
    public func send(_ action: AMIAction) throws(AMIActionError) -> String {
        let result: Result<(String, Bool), AMIActionError> = output.withLock { output in
            guard output.isOpen else { return .failure(.sessionEnded) }
            let actionID = "\(number)-\(output.nextAction)"
            let bytes = action.encoded(actionID: actionID)
            guard output.waiting.count + bytes.count <= Self.mostWaiting else { return .failure(.backlogged) }
            output.nextAction += 1
            output.waiting += bytes
            defer { output.isScheduled = true }
            return .success((actionID, !output.isScheduled))
        }
        let (actionID, mustSchedule) = try result.get()
        // Never written at once: this may be called from within the delegate, which a failing write would call.
        if mustSchedule { eventLoop.execute { [channel] in channel.value.writeWaitingActions() } }
        return actionID
    }

    /// Reads on after ``AMIReadDecision/pause``. Does nothing otherwise.
    public func resume() {
        eventLoop.execute { [channel] in channel.value.resumeReading() }
    }

    /// Logs off and closes; the delegate is told ``AMIDisconnection/shutdown``.
    func logOff() {
        eventLoop.execute { [channel] in channel.value.logOff() }
    }

    func takeWaiting() -> [UInt8] {
        output.withLock { output in
            output.isScheduled = false
            var bytes: [UInt8] = []
            swap(&bytes, &output.waiting)
            return bytes
        }
    }

    func end() {
        output.withLock { output in
            output.isOpen = false
            output.waiting = []
        }
    }
}
