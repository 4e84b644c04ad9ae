import ArgumentParser
import Console

/// The daemon's command line.
@main
struct AsteriskMQTT: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asterisk-mqtt",
        abstract: "Publishes what the calls of an Asterisk are doing to MQTT.",
        discussion: """
            Follows Asterisk's manager interface (AMI), works out what each call is doing, and publishes each change \
            as JSON, such as {prefix}/call/{id}/ringing, answered and hungup.

            EXAMPLES:
              asterisk-mqtt check --connect --config /etc/asterisk-mqtt/asterisk-mqtt.yaml
              asterisk-mqtt --config /etc/asterisk-mqtt/asterisk-mqtt.yaml
              asterisk-mqtt replay monday.raw | grep /hungup
              asterisk-mqtt explain monday.raw --output monday.html
            """,
        version: Version.text,
        subcommands: [Run.self, Check.self, WatchCommand.self, Replay.self, Explain.self, Version.self],
        defaultSubcommand: Run.self)

    static func main() async {
        ProcessArguments.check(program: "asterisk-mqtt")
        await main(nil)
    }
}
