import AMI
import NIOCore

/// What lives through all connections, on one event loop: the delegate and the decoder.
final class AMIOwner<Delegate: AMISessionDelegate & ~Copyable> {
    var delegate: Delegate
    var decoder: AMIDecoder
    let options: AMIConnectionOptions
    /// The attempt that is going on or was last.
    private(set) var attempt: UInt64 = 0
    /// The channel of that attempt, once connected.
    weak var channel: (any AMIChannelControl)?
    private var ended: EventLoopPromise<AMIAttemptResult>?
    private var isShuttingDown = false
    private var ticks: RepeatedTask?
    private var ticker: (eventLoop: any EventLoop, owner: NIOLoopBound<AMIOwner>)?
    /// A tick before its time, and when.
    private var earlyTick: (time: NIODeadline, task: Scheduled<Void>)?

    init(delegate: consuming Delegate, options: AMIConnectionOptions) {
        self.delegate = delegate
        self.options = options
        decoder = AMIDecoder(limits: options.limits)
    }

    func startTicking(on eventLoop: any EventLoop, as owner: NIOLoopBound<AMIOwner>) {
        let interval = TimeAmount(bounding: options.tickInterval)
        ticks = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            owner.value.tick()
        }
        ticker = (eventLoop, owner)
    }

    func stopTicking() {
        ticks?.cancel()
        earlyTick?.task.cancel()
        earlyTick = nil
        ticker = nil
    }

    private func tick() {
        delegate.tick()
        scheduleEarlyTick()
    }

    /// Sees to it that the delegate is ticked as soon as it wants.
    func scheduleEarlyTick() {
        guard let wanted = delegate.tickWanted, let (eventLoop, owner) = ticker else { return }
        let time = NIODeadline.now() + TimeAmount(bounding: wanted)
        if let earlyTick, earlyTick.time <= time { return }
        earlyTick?.task.cancel()
        let task = eventLoop.scheduleTask(deadline: time) {
            owner.value.earlyTick = nil
            owner.value.tick()
        }
        earlyTick = (time, task)
    }

    /// Starts an attempt, whose end the promise gets; false if there are to be no more.
    func begin(_ ended: EventLoopPromise<AMIAttemptResult>) -> Bool {
        if isShuttingDown {
            ended.succeed(AMIAttemptResult(reason: .shutdown, sessionLasted: nil))
            return false
        }
        attempt += 1
        self.ended = ended
        return true
    }

    func end(_ reason: AMIDisconnection, sessionLasted: Duration? = nil, attempt: UInt64) {
        guard attempt == self.attempt, let ended else { return }
        self.ended = nil
        channel = nil
        ended.succeed(AMIAttemptResult(reason: reason, sessionLasted: sessionLasted))
    }

    func isGoingOn(_ attempt: UInt64) -> Bool { attempt == self.attempt && ended != nil }

    func shutDown() {
        isShuttingDown = true
        if let channel { channel.logOff() } else { end(.shutdown, attempt: attempt) }
    }
}
