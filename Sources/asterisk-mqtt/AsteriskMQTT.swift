import ArgumentParser

/// The daemon's command line.
@main
struct AsteriskMQTT: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asterisk-mqtt",
        abstract: "Tells MQTT what the calls of an Asterisk are doing.",
        version: Version.text,
        subcommands: [Run.self, Check.self, Replay.self, Version.self],
        defaultSubcommand: Run.self)
}
