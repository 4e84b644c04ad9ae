import AMI
import Board
public import Logging
import NIOCore
import Operations
public import ServiceLifecycle
import UnixSignals

/// The bridge as a service: one ``PBXBridge`` a PBX, what watches over them, and the configuration read anew on SIGHUP.
/// Runs until it is asked to stop, and then stops in good order within five seconds.
public struct Daemon: Service {
    /// Reads the configuration: one a PBX, and what should be looked at in it.
    public typealias Reader =
        @Sendable () throws(ConfigurationFaults) -> (bridges: [BridgeConfiguration], warnings: [ConfigurationFault])

    private enum Event {
        case stop
        case reload
        case look
        case failure(any Error)
    }

    private let configurations: [BridgeConfiguration]
    private let reread: Reader
    private let logLevel: LogLevel
    private let state: DaemonState
    /// What people see; `nil` where nobody is to.
    private let liveBoard: LiveBoard?
    private let manager: ServiceManager
    private let logger: Logger

    /// A daemon with a configuration that has been validated.
    ///
    /// - Parameters:
    ///   - configurations: one a PBX, at least one.
    ///   - reread: reads the configuration again; what it throws leaves everything as it is.
    ///   - logLevel: what a new configuration sets.
    ///   - version: of the daemon.
    public init(
        configurations: [BridgeConfiguration], reread: @escaping Reader, logLevel: LogLevel, version: String,
        logger: Logger
    ) {
        self.configurations = configurations
        self.reread = reread
        self.logLevel = logLevel
        self.logger = logger
        state = DaemonState(version: version)
        liveBoard = configurations.first?.http.showsBoard == true ? LiveBoard() : nil
        manager = ServiceManager(environment: ProcessEnvironment.variables)
    }

    /// Bridges until graceful shutdown or cancellation.
    ///
    /// - Throws: what keeps the daemon from running at all; a lost broker or PBX is no reason to throw.
    public func run() async throws {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        var bridges: [PBXBridge] = []
        do {
            for configuration in configurations {
                bridges.append(
                    try await PBXBridge(
                        configuration, version: state.version, liveBoard: liveBoard, logger: logger
                    ) { continuation.yield(.failure($0)) })
            }
        } catch {
            for bridge in bridges { await bridge.stop() }
            throw error
        }
        for bridge in bridges { await bridge.start() }
        show(bridges)

        // From here on the signal does not end the process any more, and only then somebody is told that it is ready.
        let hangUps = await UnixSignalsSequence(trapping: .sighup)
        let helpers = helpers(continuation, hangUps)
        var failure: (any Error)?
        await withGracefulShutdownHandler {
            // Ready as soon as it is at work: whether PBX and broker are there is not its to decide, and nobody who waits
            // for it is served better by waiting for them. The status says how they are.
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

    /// What runs beside the bridges.
    private func helpers(
        _ events: AsyncStream<Event>.Continuation, _ hangUps: UnixSignalsSequence
    ) -> [Task<Void, Never>] {
        var helpers = [
            Task { for await _ in hangUps { events.yield(.reload) } },
            Task {
                // By then it has connected to whatever is there. One that is to end before keeps what it has.
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
                            logger.critical("an event loop stands still; the watchdog is not told of life")
                        }
                        wasWell = isWell
                        try? await Task.sleep(for: watchdog / 2)
                    }
                })
        }
        if let listen = configurations.first?.http.listen {
            var server = WebServer(
                .init(host: listen.host, port: listen.port, token: configurations[0].http.token?.reveal()),
                state: state, logger: logger)
            server.pages = liveBoard.map { BoardPages($0) }
            helpers.append(
                Task { [server] in
                    do {
                        try await server.run()
                        if !Task.isCancelled { events.yield(.failure(DaemonError.web(listen, "it ended"))) }
                    } catch {
                        events.yield(.failure(DaemonError.web(listen, "\(error)")))
                    }
                })
        }
        return helpers
    }

    /// Shows the bridges to those who look after the daemon.
    private func show(_ bridges: [PBXBridge]) {
        state.boards.all = bridges.map(\.board)
        state.heartbeat.loops = bridges.map(\.eventLoop)
        liveBoard?.keep(only: bridges.map(\.board.pbx))
    }

    private func status(_ bridges: [PBXBridge]) -> String {
        bridges.map { bridge in
            let figures = bridge.board.current
            let name = bridge.board.pbx.isEmpty ? "" : "\(bridge.board.pbx): "
            return "\(name)Asterisk \(figures.isLoggedIn ? "connected" : "not connected"), broker "
                + "\(figures.isConnected ? "connected" : "not connected"), \(figures.openCalls) calls"
        }.joined(separator: "; ")
    }

    // MARK: Reading the configuration anew

    /// What there is after the configuration was read anew; where it has faults, what there was.
    private func reload(
        _ bridges: [PBXBridge], onFailure: @escaping @Sendable (any Error) -> Void
    ) async -> [PBXBridge] {
        let configurations: [BridgeConfiguration]
        do throws(ConfigurationFaults) {
            let (read, warnings) = try reread()
            for warning in warnings { logger.warning("\(warning)") }
            configurations = read
        } catch {
            for fault in error.faults { logger.error("\(fault)") }
            logger.error("the configuration was read again and is refused: everything stays as it was")
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
                notes.append("\(bridge.key.isEmpty ? "the single PBX" : bridge.key) is watched no more")
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
                    configuration, version: state.version, liveBoard: liveBoard, logger: logger, onFailure: onFailure)
                await bridge.start()
                kept.append(bridge)
                notes.append(
                    "\(configuration.key.isEmpty ? "the single PBX" : configuration.key) is watched from now on")
            } catch {
                logger.error("\(name)\(error); this PBX is not watched: put it right and reload again")
            }
        }
        show(kept)
        logger.notice(
            "the configuration was read again: \(notes.isEmpty ? "nothing else changed" : notes.joined(separator: "; "))"
        )
        if !needRestart.isEmpty {
            logger.warning(
                "what changed of this needs a restart, and is as it was: \(needRestart.joined(separator: ", "))")
        }
        return kept
    }
}
