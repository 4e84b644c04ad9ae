import ArgumentParser
import Bridge
import Logging
import ServiceLifecycle
import UnixSignals

/// `asterisk-mqtt run`
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bridges until it is told to stop.",
        discussion: """
            SIGTERM and SIGINT stop it in good order. SIGHUP has it read its configuration again: calls go on, only \
            connections whose settings changed are made anew, and a configuration with faults is refused as a whole. Exits \
            with 78 where the configuration can't be used.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let bridges = try options.load()
        let log = bridges[0].log
        let level = LogLevel(log.level)
        LoggingSystem.bootstrap { (label: String) -> any LogHandler in
            if log.format == .json { return JSONLogHandler(label: label, level: level) }
            return TextLogHandler(level: level)
        }
        let logger = Logger(label: "asterisk-mqtt")
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(
                        service: Daemon(
                            configurations: bridges, reread: options.loader.load, logLevel: level,
                            version: Version.text,
                            logger: logger),
                        successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}
