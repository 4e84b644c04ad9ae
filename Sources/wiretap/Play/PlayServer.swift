import NIOCore
import NIOPosix
import NIOSSL

/// An AMI server that plays captures to whoever logs in.
///
/// The actor runs on the one event loop that its sockets run on, so that an answer and the events around it leave in the
/// order in which they came about. The play waits for its slowest client: nobody misses an event.
actor PlayServer {
    struct Settings: Sendable {
        var host = "127.0.0.1"
        /// 0 takes any free port.
        var port = 5038
        var access = PlaySession.Access.anybody
        var tls: NIOSSLContext?
        /// How many times as fast as recorded; 0 is as fast as it goes.
        var speed = 1.0
        /// How many clients have to log in before the play begins.
        var awaitedClients = 1
        /// Whether all ends with the play.
        var endsWithPlay = false
        /// What is answered to actions that the play itself says nothing about.
        var answers = RecordedAnswers()
    }

    struct Summary: Equatable, Sendable {
        var messages = 0
        var rounds = 0
        var logins = 0
        var refusedLogins = 0
    }

    private struct Client {
        let channel: any Channel
        var session: PlaySession
        var waiting: ByteBuffer
    }

    private static let chunk = 1 << 16
    /// For how long clients may go on reading once the play is over.
    private static let patience = TimeAmount.seconds(30)
    // So many messages, then the sockets have their turn.
    private static let messagesATurn = 512

    nonisolated let loop: any EventLoop
    private let settings: Settings
    private var schedule: PlaySchedule
    private var clients: [ObjectIdentifier: Client] = [:]
    private var channels = LiveChannels()
    private var devices: LiveDevices
    private var queues: LiveQueues
    private var listener: (any Channel)?
    private var start: NIODeadline?
    private var pending: PlaySchedule.Step?
    private var isTurnPlanned = false
    /// A write can find at once that a client is gone, which must not begin a turn in the middle of another.
    private var isInTurn = false
    private var isLeaving = false
    private var isOver = false
    private var summary = Summary()
    private let done: EventLoopPromise<Void>

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    init(_ schedule: PlaySchedule, settings: Settings, on loop: any EventLoop) {
        self.schedule = schedule
        self.settings = settings
        devices = settings.answers.devices
        queues = settings.answers.queues
        self.loop = loop
        done = loop.makePromise()
    }

    /// Starts to listen.
    ///
    /// - Returns: the address that clients can connect to.
    /// - Throws: `Failure` (EX_UNAVAILABLE) if the port can't be had.
    func listen() async throws -> SocketAddress {
        let tls = settings.tls
        let bootstrap = ServerBootstrap(group: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(PlayConnection(server: self))
                }
            }
        let bound: any Channel
        do {
            bound = try await bootstrap.bind(host: settings.host, port: settings.port).get()
        } catch {
            // NIO's own text names system calls.
            let reason = (error as? IOError).map { Failure.text(of: $0.errnoCode) } ?? "\(error)"
            throw Failure.unavailable("can't listen on \(settings.host):\(settings.port): \(reason)")
        }
        listener = bound
        guard let address = bound.localAddress else { throw Failure.unavailable("the socket has no address") }
        if settings.awaitedClients == 0 { begin() }
        return address
    }

    /// Returns when the play is over (with `endsWithPlay`) or `stop()` was called.
    func finished() async throws -> Summary {
        try await done.futureResult.get()
        summary.rounds = schedule.roundsBegun
        return summary
    }

    /// Closes all connections and the port.
    func stop() {
        guard !isOver else { return }
        isOver = true
        listener?.close(promise: nil)
        let closing = clients.values.map { client in client.channel.close() }
        clients.removeAll()
        // A connection that's gone already can't be closed; that's as good.
        EventLoopFuture.andAllComplete(closing, on: loop).whenComplete { [done] _ in done.succeed() }
    }

    // MARK: Clients

    fileprivate func connected(_ channel: any Channel) {
        clients[ObjectIdentifier(channel)] = Client(
            channel: channel, session: PlaySession(access: settings.access),
            waiting: channel.allocator.buffer(capacity: Self.chunk))
        channel.writeAndFlush(channel.allocator.buffer(bytes: PlaySession.banner), promise: nil)
    }

    fileprivate func disconnected(_ channel: any Channel) {
        clients[ObjectIdentifier(channel)] = nil
        if isLeaving, clients.isEmpty { stop() }
        turn()
    }

    fileprivate func received(_ bytes: [UInt8], from channel: any Channel) {
        let id = ObjectIdentifier(channel)
        guard clients[id] != nil else { return }
        let reply = clients[id]!.session.receive(
            bytes, channels: channels, devices: devices, queues: queues, answers: settings.answers, at: now,
            epoch: schedule.epoch)
        clients[id]!.waiting.writeBytes(reply.bytes)
        send(to: id)
        if reply.loggedIn {
            summary.logins += 1
            if summary.logins >= settings.awaitedClients { begin() }
        }
        if reply.closes {
            if clients[id]?.session.isLoggedIn == false { summary.refusedLogins += 1 }
            clients[id] = nil
            channel.close(promise: nil)
        }
    }

    fileprivate func writable() { turn() }

    private func send(to id: ObjectIdentifier) {
        guard let client = clients[id], client.waiting.readableBytes > 0 else { return }
        clients[id]!.waiting = client.channel.allocator.buffer(capacity: Self.chunk)
        client.channel.writeAndFlush(client.waiting, promise: nil)
    }

    private func sendAll() { for id in Array(clients.keys) { send(to: id) } }

    // MARK: The play

    /// Microseconds of the play's own time.
    private var now: Int64 {
        guard let start else { return 0 }
        let elapsed = Double((NIODeadline.now() - start).nanoseconds) / 1000
        return settings.speed > 0 ? Int64(elapsed * settings.speed) : pending?.time ?? 0
    }

    private func begin() {
        guard start == nil else { return }
        start = .now()
        turn()
    }

    /// Plays what is due, until something has to be waited for.
    private func turn() {
        guard !isInTurn else { return plan(at: .now()) }
        isInTurn = true
        defer { isInTurn = false }
        guard let start, !isLeaving, !isOver, !isTurnPlanned else { return }
        for _ in 0..<Self.messagesATurn {
            guard let step = pending ?? schedule.next() else { return ended() }
            pending = step
            if settings.speed > 0 {
                let due = start + .nanoseconds(Int64(Double(step.time) * 1000 / settings.speed))
                if due > .now() {
                    sendAll()
                    return plan(at: due)
                }
            }
            // A client that doesn't take its events holds the play; its next writability brings the next turn.
            if clients.values.contains(where: { $0.session.isLoggedIn && !$0.channel.isWritable }) { return sendAll() }
            pending = nil
            play(step)
        }
        sendAll()
        plan(at: .now())
    }

    private func play(_ step: PlaySchedule.Step) {
        var bytes: [UInt8] = []
        schedule.templates[step.template].append(step.message, step.ids, to: &bytes)
        if step.message.tellsOfChannel { channels.take(bytes, at: step.time) }
        if step.message.tellsOfDevice { devices.take(bytes) }
        if step.message.tellsOfQueue { queues.take(bytes, at: step.time) }
        summary.messages += 1
        for (id, client) in clients where client.session.isLoggedIn {
            // Writing to one can have shown that another is gone.
            guard client.session.mask.isSuperset(of: step.message.classes), clients[id] != nil else { continue }
            clients[id]!.waiting.writeBytes(bytes)
            if clients[id]!.waiting.readableBytes >= Self.chunk { send(to: id) }
        }
    }

    private func plan(at deadline: NIODeadline) {
        guard !isTurnPlanned else { return }
        isTurnPlanned = true
        loop.scheduleTask(deadline: deadline) { [weak self] in
            self?.assumeIsolated { server in
                server.isTurnPlanned = false
                server.turn()
            }
        }
    }

    private func ended() {
        sendAll()
        guard settings.endsWithPlay else { return }
        isLeaving = true
        guard !clients.isEmpty else { return stop() }
        // Whoever has read to the end closes in turn. A socket that is closed outright, with something of the client's
        // unread in it, takes from the client what that has not read.
        for client in clients.values {
            let channel = client.channel
            channel.writeAndFlush(ByteBuffer()).whenComplete { _ in channel.close(mode: .output, promise: nil) }
        }
        loop.scheduleTask(in: Self.patience) { [weak self] in self?.assumeIsolated { $0.stop() } }
    }
}

/// Hands a connection's events to the server, which runs on the same event loop.
private final class PlayConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let server: PlayServer

    init(server: PlayServer) { self.server = server }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        server.assumeIsolated { $0.connected(channel) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        let channel = context.channel
        server.assumeIsolated { $0.disconnected(channel) }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let channel = context.channel
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        server.assumeIsolated { $0.received(bytes, from: channel) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { server.assumeIsolated { $0.writable() } }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that breaks off or can't do TLS is that client's affair; the others go on.
        context.close(promise: nil)
    }
}
