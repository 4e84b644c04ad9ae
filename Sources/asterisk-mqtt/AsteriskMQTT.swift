import ArgumentParser

/// The daemon's command line.
@main
struct AsteriskMQTT: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asterisk-mqtt",
        abstract: "Tells MQTT what the calls of an Asterisk are doing.",
        discussion: """
            Watches Asterisk's manager interface (AMI), works out what each call is doing, and publishes it as JSON: \
            {prefix}/call/{id}/ringing, answered, hungup, and whatever else happens to a call.

            EXAMPLES:
              asterisk-mqtt check --connect --config /etc/asterisk-mqtt/asterisk-mqtt.yaml
              asterisk-mqtt --config /etc/asterisk-mqtt/asterisk-mqtt.yaml
              asterisk-mqtt replay monday.raw | grep /hungup
              asterisk-mqtt explain monday.raw --output monday.html
            """,
        version: Version.text,
        subcommands: [Run.self, Check.self, WatchCommand.self, Replay.self, Explain.self, Version.self],
        defaultSubcommand: Run.self)
}
