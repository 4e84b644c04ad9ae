import AMI
import Logging
import NIOCore

/// One connection: from its bytes to the delegate on the channel's event loop, with no hop between.
final class AMIChannelHandler<Delegate: AMISessionDelegate & ~Copyable>: ChannelInboundHandler, AMIChannelControl {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let owner: AMIOwner<Delegate>
    private let options: AMIConnectionOptions
    private let attempt: UInt64
    private let logger: Logger
    private var context: ChannelHandlerContext?
    private var login: AMILogin
    private var session: AMISession?
    private var began: NIODeadline?
    private var lastHeard = NIODeadline.uptimeNanoseconds(0)
    private var hasHeard = false
    private var pingSentAt: NIODeadline?
    private var pings: UInt64 = 0
    private var timer: Scheduled<Void>?
    private var isPaused = false
    private var isEnding = false
    private var hasEnded = false
    /// The first error, which is more specific than the close that follows.
    private var failure: AMIDisconnection?

    init(owner: AMIOwner<Delegate>, attempt: UInt64, logger: Logger) {
        self.owner = owner
        options = owner.options
        self.attempt = attempt
        self.logger = logger
        login = AMILogin(owner.options)
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        lastHeard = .now()
        guard context.channel.isActive else {
            end(.lost(.closedByPeer))
            return
        }
        schedule(in: TimeAmount(bounding: options.loginTimeout)) { $0.loginTimedOut() }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        lastHeard = .now()
        hasHeard = true
        pingSentAt = nil
        let bytes = buffer.readableBytesSpan
        var start = 0
        // Until the login is accepted a line at a time, since what follows it is the delegate's.
        while session == nil, !hasEnded, start < bytes.byteCount {
            let end = min(bytes.firstLineFeed(from: start) + 1, bytes.byteCount)
            let line = bytes.extracting(start..<end)
            login.inspect(line)
            owner.decoder.decode(line, into: &login)
            start = end
            advance()
        }
        if !hasEnded, start < bytes.byteCount {
            owner.delegate.decode(bytes.extracting(start...), with: &owner.decoder)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if session != nil, !hasEnded, owner.delegate.batchEnded(owner.decoder.counters) == .pause, !isEnding {
            isPaused = true
        }
        owner.scheduleEarlyTick()
        if !isPaused, !hasEnded { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if failure == nil { failure = AMIDisconnection(error, isConnected: true) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isEnding {
            end(.shutdown)
        } else if let failure {
            end(failure)
        } else if login.phase == .awaitingBanner, session == nil {
            end(options.tls != nil && !hasHeard ? .tls(.handshake("closed by the other side")) : .notAMI(.closed))
        } else {
            end(.lost(.closedByPeer))
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    // MARK: The login

    private func advance() {
        write(login.takeAnswer())
        switch login.phase {
        case .awaitingBanner, .awaitingChallenge, .awaitingAcceptance:
            break
        case .failed(let reason):
            end(reason)
        case .accepted:
            guard let context, !hasEnded, session == nil else { return }
            timer?.cancel()
            let session = AMISession(
                managerVersion: login.managerVersion, number: attempt, channel: self, eventLoop: context.eventLoop)
            self.session = session
            began = .now()
            logger.info("logged in to Asterisk", metadata: ["ami_version": "\(login.managerVersion)"])
            if let complaint = AMIManagerVersion.complaint(login.managerVersion) { logger.warning("\(complaint)") }
            watch()
            owner.delegate.sessionBegan(session)
        }
    }

    private func loginTimedOut() {
        guard session == nil else { return }
        if login.phase != .awaitingBanner {
            end(.lost(.loginTimedOut))
        } else {
            end(options.tls != nil && !hasHeard ? .tls(.timedOut) : .notAMI(.silent))
        }
    }

    // MARK: Keeping alive

    /// Sends a `Ping` when it is due, ends a silent session, and schedules the next check.
    private func watch() {
        guard !hasEnded, !isEnding else { return }
        // Nothing can arrive while reading is paused.
        if isPaused { lastHeard = .now() }
        let now = NIODeadline.now()
        let dead = lastHeard + TimeAmount(bounding: options.deadAfter)
        if now >= dead {
            end(.lost(.silent(options.deadAfter)))
            return
        }
        var next = (pingSentAt ?? lastHeard) + TimeAmount(bounding: options.pingInterval)
        if now >= next {
            pings += 1
            pingSentAt = now
            write(Array("Action: Ping\r\nActionID: ping-\(attempt)-\(pings)\r\n\r\n".utf8))
            next = now + TimeAmount(bounding: options.pingInterval)
        }
        schedule(in: min(next, dead) - now) { $0.watch() }
    }

    // MARK: Requests of the session

    func writeWaitingActions() {
        guard let session, !hasEnded, !isEnding else { return }
        write(session.takeWaiting())
    }

    func resumeReading() {
        guard isPaused, !hasEnded else { return }
        isPaused = false
        lastHeard = .now()
        pingSentAt = nil
        context?.read()
    }

    func logOff() {
        guard !isEnding, !hasEnded else { return }
        guard let session else {
            end(.shutdown)
            return
        }
        write(session.takeWaiting())
        isEnding = true
        // Data in transit is still read and delivered until Asterisk closes.
        resumeReading()
        write(Array("Action: Logoff\r\nActionID: logoff-\(attempt)\r\n\r\n".utf8))
        schedule(in: TimeAmount(bounding: options.logoffTimeout)) { $0.end(.shutdown) }
    }

    // MARK: The end

    private func end(_ reason: AMIDisconnection) {
        guard !hasEnded else { return }
        hasEnded = true
        timer?.cancel()
        owner.decoder.finish()
        var lasted: Duration?
        if let session {
            self.session = nil
            session.end()
            if let began { lasted = .nanoseconds((NIODeadline.now() - began).nanoseconds) }
            owner.delegate.sessionEnded(reason)
        }
        context?.close(promise: nil)
        owner.end(reason, sessionLasted: lasted, attempt: attempt)
    }

    private func write(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, !hasEnded, let context else { return }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    private func schedule(in delay: TimeAmount, _ body: @escaping @Sendable (AMIChannelHandler) -> Void) {
        guard let context else { return }
        timer?.cancel()
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: delay) { body(handler.value) }
    }
}
