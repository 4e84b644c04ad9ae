import AMI
import Board
public import Correlator
public import Logging
import NIOCore
import Operations
public import ServiceLifecycle
import UnixSignals

/// The daemon as a service: one ``PBXBridge`` for each PBX, what watches them, and the reload on SIGHUP. Runs until it
/// is asked to stop. It then stops within five seconds.
public struct Daemon: Service {
    /// Reads the configuration: one for each PBX, and the warnings.
    public typealias Reader =
        @Sendable () throws(ConfigurationFaults) -> (bridges: [BridgeConfiguration], warnings: [ConfigurationFault])

    private enum Event {
        case stop
        case reload
        case look
        case failure(any Error)
    }

    private let configurations: [BridgeConfiguration]
    private let tables: CallTables
    private let reread: Reader
    private let logLevel: LogLevel
    private let state: DaemonState
    /// The live board; `nil` if it is off.
    private let liveBoard: LiveBoard?
    private let manager: ServiceManager
    private let logger: Logger

    /// A daemon with a configuration that has been validated.
    ///
    /// - Parameters:
    ///   - configurations: one for each PBX, at least one.
    ///   - tables: the behaviour.
    ///   - reread: reads the configuration again; if it throws, nothing changes.
    ///   - logLevel: the level that a new configuration sets.
    ///   - version: the version of the daemon.
    public init(
        configurations: [BridgeConfiguration], tables: CallTables = .calls, reread: @escaping Reader,
        logLevel: LogLevel, version: String,
        logger: Logger
    ) {
        self.configurations = configurations
        self.tables = tables
        self.reread = reread
        self.logLevel = logLevel
        self.logger = logger
        state = DaemonState(version: version)
        liveBoard = configurations.first?.http.showsBoard == true ? LiveBoard(Legend(tables)) : nil
        manager = ServiceManager(environment: ProcessEnvironment.variables)
    }

    /// Runs until graceful shutdown or cancellation.
    ///
    /// - Throws: an error that keeps the daemon from running at all. A lost broker or PBX is not one.
    public func run() async throws {
        DescriptorLimit.raise()
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        logger.notice("running the behaviour of a spec", metadata: ["spec": "\(tables.spec)"])
        var bridges: [PBXBridge] = []
        do {
            for configuration in configurations {
                bridges.append(
                    try await PBXBridge(
                        configuration, tables: tables, version: state.version, liveBoard: liveBoard,
                        daemonProblems: state.problems, logger: logger
                    ) { continuation.yield(.failure($0)) })
            }
        } catch {
            for bridge in bridges { await bridge.stop() }
            throw error
        }
        for bridge in bridges { await bridge.start() }
        show(bridges)

        // From here on the signal does not end the process, so it can report that it is ready.
        let hangUps = await UnixSignalsSequence(trapping: .sighup)
        let helpers = helpers(continuation, hangUps)
        var failure: (any Error)?
        await withGracefulShutdownHandler {
            // Ready before PBX and broker are connected: units that wait for the daemon should not wait for them. The
            // status reports their connections.
            manager.ready(status: status(bridges))
            var lastStatus = ""
            loop: for await event in events {
                switch event {
                case .stop: break loop
                case .failure(let error):
                    failure = error
                    break loop
                case .reload:
                    manager.reloading()
                    bridges = await reload(bridges) { continuation.yield(.failure($0)) }
                    lastStatus = status(bridges)
                    manager.ready(status: lastStatus)
                case .look:
                    let status = status(bridges)
                    if status != lastStatus { manager.status(status) }
                    lastStatus = status
                }
            }
        } onGracefulShutdown: {
            continuation.yield(.stop)
        }

        manager.stopping()
        for helper in helpers { helper.cancel() }
        await withTaskGroup { group in
            for bridge in bridges { group.addTask { await bridge.stop() } }
        }
        for helper in helpers { await helper.value }
        logger.info("stopped")
        if let failure { throw failure }
    }

    /// The tasks that run beside the bridges.
    private func helpers(
        _ events: AsyncStream<Event>.Continuation, _ hangUps: UnixSignalsSequence
    ) -> [Task<Void, Never>] {
        var helpers = [
            Task { for await _ in hangUps { events.yield(.reload) } },
            Task {
                // By then it has connected. A daemon that ends earlier keeps its pages.
                guard (try? await Task.sleep(for: .seconds(5))) != nil else { return }
                StartPages.giveBack()
            },
            Task { [manager, state] in
                let beat = (manager.watchdog ?? .seconds(2)) / 2
                while !Task.isCancelled {
                    state.heartbeat.ask()
                    try? await Task.sleep(for: min(beat, .seconds(1)))
                    events.yield(.look)
                }
            },
        ]
        if let watchdog = manager.watchdog {
            helpers.append(
                Task { [manager, state, logger] in
                    var wasWell = true
                    while !Task.isCancelled {
                        let isWell = state.heartbeat.beats(within: TimeAmount(watchdog / 2))
                        if isWell { manager.alive() }
                        if wasWell, !isWell {
                            logger.critical("an event loop is blocked; the watchdog gets no sign of life")
                        }
                        wasWell = isWell
                        try? await Task.sleep(for: watchdog / 2)
                    }
                })
        }
        if let http = configurations.first?.http, let listen = http.listen {
            helpers.append(Task { await serve(http, at: listen) })
        }
        return helpers
    }

    /// Serves HTTP until the task is cancelled. Retries if the port is not available; calls are published meanwhile.
    private func serve(_ http: BridgeConfiguration.HTTP, at listen: ListenAddress) async {
        let part = "http"
        var pause = Duration.seconds(1)
        while !Task.isCancelled {
            var server = WebServer(
                .init(host: listen.host, port: listen.port, token: http.token?.reveal()), state: state, logger: logger)
            server.pages = liveBoard.map { BoardPages($0) }
            server.onListening = { [state] in state.problems.ended(in: part) }
            do {
                try await server.run()
                if Task.isCancelled { return }
                pause = .seconds(1)
            } catch {
                let isKnown = state.problems.all.contains { $0.part == part }
                let problem = DaemonError.web(listen, "\(error)")
                state.problems.arose(in: part, "\(problem)")
                if !isKnown { logger.error("\(problem); retrying") }
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(30))
        }
    }

    /// Shows the bridges in metrics, health and board.
    private func show(_ bridges: [PBXBridge]) {
        state.boards.all = bridges.map(\.board)
        state.heartbeat.loops = bridges.map(\.eventLoop)
        liveBoard?.keep(only: bridges.map(\.board.pbx))
    }

    private func status(_ bridges: [PBXBridge]) -> String {
        bridges.map { bridge in
            let metrics = bridge.board.current
            let name = bridge.board.pbx.isEmpty ? "" : "\(bridge.board.pbx): "
            return "\(name)Asterisk \(metrics.isLoggedIn ? "connected" : "not connected"), broker "
                + "\(metrics.isConnected ? "connected" : "not connected"), \(metrics.openCalls) calls"
        }.joined(separator: "; ")
    }

    // MARK: Reloading the configuration

    /// Reloads the configuration. Returns the bridges that run afterwards; with errors, the old ones.
    private func reload(
        _ bridges: [PBXBridge], onFailure: @escaping @Sendable (any Error) -> Void
    ) async -> [PBXBridge] {
        let configurations: [BridgeConfiguration]
        do throws(ConfigurationFaults) {
            let (read, warnings) = try reread()
            for warning in warnings { logger.warning("\(warning)") }
            configurations = read
        } catch {
            for fault in error.faults {
                logger.log(level: fault.severity == .error ? .error : .warning, "\(fault)")
            }
            logger.error("the reloaded configuration has errors: nothing was changed")
            return bridges
        }

        logLevel.value = configurations[0].log.level
        var needRestart: [String] = []
        if configurations[0].http != self.configurations[0].http { needRestart.append("http") }
        if configurations[0].log.format != self.configurations[0].log.format { needRestart.append("log.format") }
        var notes: [String] = []

        var kept: [PBXBridge] = []
        for bridge in bridges {
            guard configurations.contains(where: { $0.key == bridge.key }) else {
                await bridge.stop()
                notes.append("\(bridge.key.isEmpty ? "the single PBX" : bridge.key) is no longer watched")
                continue
            }
            kept.append(bridge)
        }
        show(kept)
        for configuration in configurations {
            let name = configuration.key.isEmpty ? "" : "\(configuration.key): "
            if let bridge = kept.first(where: { $0.key == configuration.key }) {
                let (changed, needs) = await bridge.apply(configuration)
                if !changed.isEmpty { notes.append("\(name)\(changed.joined(separator: ", ")) changed") }
                needRestart += needs.map { "\(name)\($0)" }
                continue
            }
            do {
                let bridge = try await PBXBridge(
                    configuration, tables: tables, version: state.version, liveBoard: liveBoard,
                    daemonProblems: state.problems, logger: logger, onFailure: onFailure)
                await bridge.start()
                kept.append(bridge)
                notes.append(
                    "\(configuration.key.isEmpty ? "the single PBX" : configuration.key) is watched now")
            } catch {
                logger.error("\(name)\(error); this PBX is not watched: fix it and reload again")
            }
        }
        show(kept)
        logger.notice(
            "the configuration was reloaded: \(notes.isEmpty ? "no changes" : notes.joined(separator: "; "))"
        )
        if !needRestart.isEmpty {
            logger.warning(
                "these changes need a restart and were not applied: \(needRestart.joined(separator: ", "))")
        }
        return kept
    }
}
