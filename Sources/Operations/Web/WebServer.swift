import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix

/// The daemon's HTTP port: figures for Prometheus and whether it is well, and whatever routes are added.
///
/// It has a thread of its own: however slow who asks is, no PBX waits for it.
public struct WebServer: Sendable {
    /// Where it listens.
    public struct Options: Sendable, Equatable {
        /// The address; one of loopback unless the network is meant to read.
        public var host: String
        /// The TCP port.
        public var port: Int
        /// What whoever asks has to show (`Authorization: Bearer …`, RFC 6750); `nil` asks for nothing.
        public var token: String?

        /// Where to listen.
        public init(host: String, port: Int, token: String? = nil) {
            self.host = host
            self.port = port
            self.token = token
        }
    }

    /// A connection on which nothing is asked is closed after this time.
    private static let idle = TimeAmount.seconds(60)
    /// How many connections there are at once; others wait.
    private static let mostConnections = 64

    private let options: Options
    private let state: DaemonState
    private let logger: Logger
    /// What it shows to people.
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
    /// - Throws: where it can't listen there.
    public func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let application = Application(
            responder: router().buildResponder(),
            server: .http1(configuration: .init(idleTimeout: Self.idle)),
            configuration: .init(
                address: .hostname(options.host, port: options.port), backlog: 16,
                availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
            onServerRunning: { [logger] _ in logger.info("listening for HTTP") },
            eventLoopGroupProvider: .shared(group),
            // What it has to say is of each request, and of connections that end with the daemon.
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
        // Whoever only wants to know whether it is alive shows no token: systems that restart things have none.
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
