import ArgumentParser
import Bridge
import Logging
import ServiceLifecycle
import UnixSignals

/// `asterisk-mqtt run`
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bridges until it is told to stop.",
        discussion: "SIGTERM and SIGINT stop it in good order. Exits with 78 where the configuration can't be used.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load()
        let isJSON = configuration.log.format == .json
        LoggingSystem.bootstrap { (label: String) -> any LogHandler in
            if isJSON { return JSONLogHandler(label: label) }
            return StreamLogHandler.standardError(label: label)
        }
        var logger = Logger(label: "asterisk-mqtt")
        logger.logLevel = configuration.log.level
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(
                        service: Daemon(configuration: configuration, version: Version.text, logger: logger),
                        successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}
