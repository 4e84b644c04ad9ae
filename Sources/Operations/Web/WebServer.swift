import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix

/// The daemon's HTTP port: metrics, health, and added pages.
///
/// It has a thread of its own, so that slow clients delay no PBX.
public struct WebServer: Sendable {
    /// Where it listens.
    public struct Options: Sendable, Equatable {
        /// The address; a loopback address unless the network should have access.
        public var host: String
        /// The TCP port.
        public var port: Int
        /// The token that clients have to send (`Authorization: Bearer …`, RFC 6750); `nil` for none.
        public var token: String?

        /// Where to listen.
        public init(host: String, port: Int, token: String? = nil) {
            self.host = host
            self.port = port
            self.token = token
        }
    }

    /// An idle connection is closed after this time.
    private static let idle = TimeAmount.seconds(60)

    private let options: Options
    private let state: DaemonState
    private let logger: Logger
    private let connections = WebConnections(descriptors: DescriptorLimit.current)
    /// Called when the server listens.
    public var onListening: (@Sendable () -> Void)?
    /// The pages for people.
    package var pages: (any WebPages)?

    /// A server that listens once it ``run()``s.
    public init(_ options: Options, state: DaemonState, logger: Logger) {
        self.options = options
        self.state = state
        var logger = logger
        logger[metadataKey: "http"] = "\(options.host):\(options.port)"
        self.logger = logger
    }

    /// Serves until the task is cancelled.
    ///
    /// - Throws: if it can't listen there.
    public func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let connections = connections
        let application = Application(
            responder: router().buildResponder(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [WebConnectionHandler(connections)], idleTimeout: Self.idle)),
            configuration: .init(
                address: .hostname(options.host, port: options.port), backlog: 16,
                availableConnectionsDelegate: MaximumAvailableConnections(connections.most)),
            onServerRunning: { [logger, onListening] _ in
                logger.info("listening for HTTP")
                onListening?()
            },
            eventLoopGroupProvider: .shared(group),
            // It would log each request, and connections that end with the daemon.
            logger: Logger(label: "http") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await application.run()
        } catch {
            try? await group.shutdownGracefully()
            if Task.isCancelled { return }
            throw error
        }
        try? await group.shutdownGracefully()
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        let routes = router.group()
        // Health needs no token: supervisors have none.
        HealthRoutes(state: state).add(to: routes)
        let readers = routes.group()
        if let token = options.token { readers.add(middleware: AccessToken(token, for: .programs)) }
        MetricsRoute(state: state).add(to: readers)
        if let pages {
            let people = routes.group()
            if let token = options.token { people.add(middleware: AccessToken(token, for: .people)) }
            pages.add(to: people, asksForToken: options.token != nil)
        }
        return router
    }
}
