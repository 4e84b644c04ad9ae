import NIOCore
import NIOPosix
import NIOSSL

/// Records an AMI connection byte by byte.
///
/// The actor runs on the event loop that its socket runs on.
actor CaptureClient {
    struct Target: Sendable {
        var host: String
        var port: Int
        /// nil for TCP without TLS.
        var tls: NIOSSLContext?
    }

    struct Progress: Sendable, Equatable {
        var bytes = 0
        var events = 0
        var seconds = 0.0
    }

    enum End: Sendable, Equatable {
        /// `stop()` was called.
        case stopped
        /// The PBX closed the connection.
        case closed
    }

    // Asterisk itself gives a login 30 seconds (authtimeout).
    private static let loginPatience = TimeAmount.seconds(30)

    nonisolated let loop: any EventLoop
    private var writer: CaptureWriter
    private var dialog: LoginDialog
    private let report: @Sendable (Progress) -> Void
    private var start = NIODeadline.now()
    private var channel: (any Channel)?
    private var failure: Failure?
    private var isLoggedIn = false
    private var isStopped = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    /// - Parameter report: called with the progress after each chunk, on the event loop.
    init(
        _ dialog: LoginDialog, to writer: consuming CaptureWriter, on loop: any EventLoop,
        report: @escaping @Sendable (Progress) -> Void
    ) {
        self.loop = loop
        self.writer = writer
        self.dialog = dialog
        self.report = report
    }

    /// Connects, logs in and records until `stop()` or until the PBX closes the connection.
    ///
    /// - Throws: `Failure`: EX_UNAVAILABLE for a PBX that can't be reached or is none, EX_NOPERM for a refused login,
    ///   EX_IOERR for a file that can't be written. What had arrived by then is in the file.
    func record(_ target: Target) async throws -> (end: End, progress: Progress) {
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(10))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = target.tls {
                        let isAddress = (try? SocketAddress(ipAddress: target.host, port: 0)) != nil
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : target.host))
                    }
                    try channel.pipeline.syncOperations.addHandler(CaptureConnection(client: self))
                }
            }
        let connected: any Channel
        do {
            connected = try await bootstrap.connect(host: target.host, port: target.port).get()
        } catch {
            throw Failure.unavailable(
                "can't connect to \(target.host):\(target.port): \(Self.reason(error)); is AMI enabled in manager.conf?"
            )
        }
        channel = connected
        if isStopped { connected.close(promise: nil) }
        let patience = loop.scheduleTask(in: Self.loginPatience) { [weak self] in
            self?.assumeIsolated { client in
                if client.isLoggedIn { return }
                client.failed(
                    .unavailable("the server does not answer like AMI; does it need --tls?"),
                    connected)
            }
        }
        defer { patience.cancel() }
        try await connected.closeFuture.get()
        if let failure { throw failure }
        if !isLoggedIn, !isStopped {
            throw Failure.unavailable("the PBX closed the connection during the login")
        }
        try writer.flush()
        return (isStopped ? .stopped : .closed, progress)
    }

    /// Bytes received so far.
    var byteCount: Int { writer.byteCount }

    /// Ends the recording; `record` returns when the connection is closed.
    func stop() {
        isStopped = true
        channel?.close(promise: nil)
    }

    private var progress: Progress {
        Progress(
            bytes: writer.byteCount, events: writer.counter.events,
            seconds: Double((NIODeadline.now() - start).nanoseconds) / 1e9)
    }

    /// Why a connection failed, in the words of the system.
    private static func reason(_ error: any Error) -> String {
        guard let failure = error as? NIOConnectionError else { return "\(error)" }
        // Of several addresses, the last one failed last.
        guard let last = failure.connectionErrors.last?.error else { return "the host name has no address" }
        return (last as? IOError).map { Failure.text(of: $0.errnoCode) } ?? "\(last)"
    }

    /// Writes received bytes to the files first, then returns the answer of the login.
    fileprivate func received(_ bytes: [UInt8], from channel: any Channel) {
        do throws(Failure) {
            try writer.append(bytes, at: CaptureWriter.now())
        } catch {
            return failed(error, channel)
        }
        if !isLoggedIn { logIn(with: bytes, channel) }
        report(progress)
    }

    private func logIn(with bytes: [UInt8], _ channel: any Channel) {
        switch dialog.receive(bytes) {
        case .waiting: break
        case .send(let action): channel.writeAndFlush(channel.allocator.buffer(bytes: action), promise: nil)
        case .loggedIn: isLoggedIn = true
        case .refused(let message):
            failed(
                .noPermission("the PBX refused the login: \(message); check user, secret and permit in manager.conf"),
                channel)
        case .notAMI:
            failed(.unavailable("the server is not AMI; is the port right (5038, or 5039 with --tls)?"), channel)
        }
    }

    fileprivate func failed(_ error: Failure, _ channel: any Channel) {
        if failure == nil, !isStopped { failure = error }
        channel.close(promise: nil)
    }
}

/// Passes the connection's events to the client, which runs on the same event loop.
private final class CaptureConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let client: CaptureClient

    init(client: CaptureClient) { self.client = client }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let channel = context.channel
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        client.assumeIsolated { $0.received(bytes, from: channel) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let channel = context.channel
        let failure =
            switch error {
            case let error as NIOSSLError:
                Failure.unavailable("TLS failed: \(error); --tls-ca names the certificates to trust")
            case let error as NIOSSLExtraError where error == .failedToValidateHostname:
                Failure.unavailable("the PBX's certificate is for another host: \(error)")
            default: Failure.unavailable("the connection broke: \(error)")
            }
        client.assumeIsolated { $0.failed(failure, channel) }
    }
}
