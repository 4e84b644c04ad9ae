import AMI
import NIOCore
import Synchronization

/// A logged-in session. Usable from any thread.
public final class AMISession: AMIActionSender {
    private struct Output: Sendable {
        var isOpen = true
        var isScheduled = false
        var nextAction: UInt64 = 1
        var waiting: [UInt8] = []
    }

    /// The most bytes of actions that wait for the event loop.
    private static let mostWaiting = 1 << 20

    /// The version from the greeting, such as `11.0.0`: the interface's, not Asterisk's.
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
    /// - Returns: Its `ActionID`, which the answer and the events of its list carry. It is unique in the connection,
    ///   across sessions.
    /// - Throws: `AMIActionError.sessionEnded` or `AMIActionError.backlogged`.
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
        // Never written at once: the delegate may call this, and a failing write would call the delegate.
        if mustSchedule { eventLoop.execute { [channel] in channel.value.writeWaitingActions() } }
        return actionID
    }

    /// Continues reading after ``AMIReadDecision/pause``. Does nothing otherwise.
    public func resume() {
        eventLoop.execute { [channel] in channel.value.resumeReading() }
    }

    /// Logs off and closes; the delegate receives ``AMIDisconnection/shutdown``.
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
