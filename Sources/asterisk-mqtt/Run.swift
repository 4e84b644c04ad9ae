import ArgumentParser
import Bridge
import Logging
import ServiceLifecycle
import UnixSignals

/// `asterisk-mqtt run`
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The daemon: watches the PBX and publishes until stopped.",
        discussion: """
            SIGTERM and SIGINT stop it: it delivers what it can within four seconds, and the store keeps the rest. \
            SIGHUP reloads the configuration: calls continue, and only connections with changed settings reconnect. A \
            configuration with an error changes nothing.

            EXIT STATUS:
              0   stopped by a signal
              78  the configuration or the spec can't be used
            """)

    @OptionGroup var behaviour: SpecOptions

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let spec = try behaviour.load(refusesWarnings: true)
        let loader = options.loader(for: spec)
        let (bridges, warnings) = try options.loadWithWarnings(loader)
        let log = bridges[0].log
        let level = LogLevel(log.level)
        LoggingSystem.bootstrap { (label: String) -> any LogHandler in
            if log.format == .json { return JSONLogHandler(label: label, level: level) }
            return TextLogHandler(level: level)
        }
        let logger = Logger(label: "asterisk-mqtt")
        for warning in warnings { logger.warning("\(warning)") }
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(
                        service: Daemon(
                            configurations: bridges, tables: spec.tables, reread: loader.load, logLevel: level,
                            version: Version.text,
                            logger: logger),
                        successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}
