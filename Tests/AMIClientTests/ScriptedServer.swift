import NIOCore
import NIOPosix
import NIOSSL

/// A server on 127.0.0.1 that says and does what a test tells it, since what is tested is how Asterisk's answers, and
/// those of what isn't Asterisk, are taken.
final class ScriptedServer: Sendable {
    let port: Int
    private let channel: any Channel
    private let peers: AsyncStream<ScriptedPeer>

    static func start(tls: NIOSSLContext? = nil) async throws -> ScriptedServer {
        let (peers, continuation) = AsyncStream.makeStream(of: ScriptedPeer.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_sndbuf), value: 1 << 14)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    let (actions, actionsContinuation) = AsyncStream.makeStream(of: String.self)
                    try channel.pipeline.syncOperations.addHandler(ActionSplitter(actions: actionsContinuation))
                    continuation.yield(ScriptedPeer(channel: channel, actions: actions))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(channel: channel, peers: peers)
    }

    private init(channel: any Channel, peers: AsyncStream<ScriptedPeer>) {
        self.channel = channel
        self.peers = peers
        port = channel.localAddress!.port!
    }

    /// The next connection.
    func accept() async throws -> ScriptedPeer {
        for await peer in peers { return peer }
        throw CancellationError()
    }

    func stop() async throws { try await channel.close() }
}

/// One connection to a ``ScriptedServer``.
final class ScriptedPeer: Sendable {
    let channel: any Channel
    private let actions: AsyncStream<String>

    init(channel: any Channel, actions: AsyncStream<String>) {
        self.channel = channel
        self.actions = actions
    }

    /// The next action, its lines ended by LF; nil when the client has closed.
    func action() async -> String? {
        for await action in actions { return action }
        return nil
    }

    /// Sends text, its LFs as CR LFs.
    func say(_ text: String) async throws {
        var bytes: [UInt8] = []
        for byte in text.utf8 { bytes += byte == 10 ? [13, 10] : [byte] }
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    func close() async throws { try await channel.close() }

    /// Greets, and accepts any login. Returns the login action.
    @discardableResult
    func acceptLogin(followedBy text: String = "") async throws -> String {
        try await say("Asterisk Call Manager/11.0.0\n")
        _ = await action()
        try await say("Response: Success\nChallenge: 131177653\n\n")
        let login = await action()
        try await say("Response: Success\nMessage: Authentication accepted\n\n" + text)
        return login ?? ""
    }
}

/// Cuts what a client sends into actions.
private final class ActionSplitter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private var text = ""
    private let actions: AsyncStream<String>.Continuation

    init(actions: AsyncStream<String>.Continuation) { self.actions = actions }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data)).split(separator: "\r\n", omittingEmptySubsequences: false)
            .joined(separator: "\n")
        while let end = text.firstRange(of: "\n\n") {
            actions.yield(String(text[..<end.lowerBound]))
            text = String(text[end.upperBound...])
        }
    }

    func channelInactive(context: ChannelHandlerContext) { actions.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
