import AMI

public import Logging
public import NIOCore
import NIOPosix
import NIOSSL

/// Keeps a session with Asterisk's manager interface: connects, logs in, checks that it is alive, and reconnects.
///
/// Decoder and delegate live on one event loop, where bytes become messages synchronously. Asterisk sends only events
/// of ``AMIConnectionOptions/eventMask``.
public final class AMIConnection<Delegate: AMISessionDelegate & ~Copyable>: Sendable {
    private let options: AMIConnectionOptions
    private let eventLoop: any EventLoop
    private let logger: Logger
    private let timing: AMITiming
    private let makeDelegate: @Sendable () -> Delegate

    /// A connection that ``run()`` opens.
    /// - Parameters:
    ///   - options: How to connect.
    ///   - eventLoop: Where everything happens.
    ///   - logger: Logs attempts and failures.
    ///   - makeDelegate: Creates the delegate on the event loop, once for each run.
    public convenience init(
        _ options: AMIConnectionOptions, on eventLoop: any EventLoop, logger: Logger,
        makeDelegate: @escaping @Sendable () -> Delegate
    ) {
        self.init(options, on: eventLoop, logger: logger, timing: .system, makeDelegate: makeDelegate)
    }

    init(
        _ options: AMIConnectionOptions, on eventLoop: any EventLoop, logger: Logger, timing: AMITiming,
        makeDelegate: @escaping @Sendable () -> Delegate
    ) {
        self.options = options
        self.eventLoop = eventLoop
        var logger = logger
        logger[metadataKey: "ami"] = "\(PeerText.clean(options.host)):\(options.port)"
        self.logger = logger
        self.timing = timing
        self.makeDelegate = makeDelegate
    }

    /// Keeps a session until the task is cancelled, then logs off, closes and returns.
    public func run() async {
        await withOwner { owner in
            var backoff = AMIBackoff(options)
            var lastReason: AMIDisconnection?
            while !Task.isCancelled {
                let result = await attempt(owner)
                if result.reason == .shutdown || Task.isCancelled { break }
                let delay = backoff.delay(
                    after: result.reason, sessionLasted: result.sessionLasted, fraction: timing.fraction())
                // The same failure again is not logged at the same level.
                report(result.reason, delay: delay, isNews: result.sessionLasted != nil || result.reason != lastReason)
                lastReason = result.reason
                let reason = result.reason
                eventLoop.execute { owner.value.delegate.willReconnect(after: reason, in: delay) }
                do { try await timing.sleep(delay) } catch { break }
            }
        }
        logger.info("the connection to Asterisk is closed")
    }

    /// One attempt and its session, if it gets one.
    func runOnce() async -> AMIDisconnection {
        await withOwner { await attempt($0).reason }
    }

    private func withOwner<Result: Sendable>(
        _ body: (NIOLoopBound<AMIOwner<Delegate>>) async -> Result
    ) async -> Result {
        let owner = await onLoop { [self] in
            let owner = NIOLoopBound(AMIOwner(delegate: makeDelegate(), options: options), eventLoop: eventLoop)
            owner.value.startTicking(on: eventLoop, as: owner)
            return owner
        }
        let result = await body(owner)
        await onLoop { owner.value.stopTicking() }
        return result
    }

    /// Unlike a future's `get`, this can't fail.
    private func onLoop<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            eventLoop.execute { continuation.resume(returning: body()) }
        }
    }

    private func attempt(_ owner: NIOLoopBound<AMIOwner<Delegate>>) async -> AMIAttemptResult {
        let tls: NIOSSLContext?
        do {
            tls = try options.tls.map(Self.context)
        } catch {
            let text = PeerText.clean(options.tls?.caFile.map { "\($0): \(error)" } ?? "\(error)")
            return AMIAttemptResult(reason: .tls(.configuration(text)), sessionLasted: nil)
        }
        logger.debug("connecting to Asterisk")
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                eventLoop.execute { [self] in
                    let ended = eventLoop.makePromise(of: AMIAttemptResult.self)
                    ended.futureResult.whenSuccess { continuation.resume(returning: $0) }
                    if owner.value.begin(ended) { connect(owner, tls: tls) }
                }
            }
        } onCancel: {
            eventLoop.execute { owner.value.shutDown() }
        }
    }

    private func connect(_ owner: NIOLoopBound<AMIOwner<Delegate>>, tls: NIOSSLContext?) {
        let attempt = owner.value.attempt
        let options = options
        let logger = logger
        ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(bounding: options.connectTimeout))
            // Read only when asked: that is the back-pressure.
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 1 << 14, maximum: 1 << 17)
            )
            .connect(host: options.host, port: options.port)
            .whenComplete { result in
                switch result {
                case .failure(let error):
                    owner.value.end(AMIDisconnection(error, isConnected: false), attempt: attempt)
                case .success(let channel):
                    // Shut down while it was connecting.
                    guard owner.value.isGoingOn(attempt) else {
                        channel.close(promise: nil)
                        return
                    }
                    do {
                        let pipeline = channel.pipeline.syncOperations
                        let handler = AMIChannelHandler(owner: owner.value, attempt: attempt, logger: logger)
                        owner.value.channel = handler
                        // Last first: the TLS handler starts when it is added, and its errors must find us there.
                        try pipeline.addHandler(handler)
                        if let tls {
                            try pipeline.addHandler(Self.handler(tls, host: options.host), position: .first)
                        }
                    } catch {
                        channel.close(promise: nil)
                        owner.value.end(
                            AMIDisconnection(error, isConnected: true), attempt: attempt)
                    }
                }
            }
    }

    private static func context(_ tls: AMIConnectionOptions.TLS) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let caFile = tls.caFile { configuration.trustRoots = .file(caFile) }
        configuration.certificateVerification =
            switch tls.verification {
            case .full: .fullVerification
            case .anyHost: .noHostnameVerification
            case .none: .none
            }
        return try NIOSSLContext(configuration: configuration)
    }

    private static func handler(_ tls: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        // SNI does not allow addresses; the address is still checked against the certificate.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host)
    }

    private func report(_ reason: AMIDisconnection, delay: Duration, isNews: Bool) {
        var text = "no connection to Asterisk: \(reason)"
        if !reason.remedy.isEmpty { text += "; \(reason.remedy)" }
        let milliseconds = delay / .milliseconds(1)
        let seconds = (milliseconds / 100).rounded() / 10
        if case .loginRefused = reason {
            text += "; next attempt in \(seconds) s, since frequent attempts can get this machine banned"
        } else {
            text += "; next attempt in \(seconds) s"
        }
        logger.log(level: isNews ? .warning : .debug, "\(text)")
    }
}
