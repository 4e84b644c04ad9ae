import AMI
import ArgumentParser
import Bridge
import MQTT
import NIOPosix

/// `asterisk-mqtt check`
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validates the configuration and, with --connect, tries Asterisk and the broker.",
        discussion: "Exits with 78 where the configuration can't be used, with 1 where a connection failed.")

    @Flag(help: "Try to log in to Asterisk and to connect to the broker.")
    var connect = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load()
        print("The configuration is valid.")
        guard connect else { return }
        let report = await AMIProbe.run(
            configuration.amiConnection(eventMask: "off"), on: MultiThreadedEventLoopGroup.singleton.next())
        for line in report.lines { print("Asterisk at \(configuration.ami.host):\(configuration.ami.port): \(line)") }
        var client = try configuration.mqttClient()
        var isConnected = true
        for broker in configuration.mqtt.brokers {
            client.broker = broker
            let result = await MQTTProbe.check(client)
            print("Broker at \(broker): \(result.description)")
            isConnected = isConnected && result.isConnected
        }
        if report.failure != nil || !isConnected { throw ExitCode.failure }
    }
}
