import ArgumentParser

/// The daemon's command line.
@main
struct AsteriskMQTT: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asterisk-mqtt",
        abstract: "Tells MQTT what the calls of an Asterisk are doing.",
        version: Version.text,
        subcommands: [Replay.self, Version.self])
}
