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
        let bridges = try options.load()
        print("The configuration is valid.")
        guard connect else { return }
        // One that does not answer holds up none of the others.
        let results = await withTaskGroup(of: (Int, lines: [String], isGood: Bool).self) { group in
            for (place, bridge) in bridges.enumerated() {
                group.addTask {
                    let (lines, isGood) = await Self.probe(bridge)
                    return (place, lines, isGood)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for result in results.sorted(by: { $0.0 < $1.0 }) {
            let name = bridges[result.0].pbx.isListed ? bridges[result.0].pbx.name.map { "\($0): " } ?? "" : ""
            for line in result.lines { print("\(name)\(line)") }
        }
        if !results.allSatisfy(\.isGood) { throw ExitCode.failure }
    }

    private static func probe(_ configuration: BridgeConfiguration) async -> (lines: [String], isGood: Bool) {
        let report = await AMIProbe.run(
            configuration.amiConnection(eventMask: "off"), on: MultiThreadedEventLoopGroup.singleton.next())
        var lines = report.lines.map { "Asterisk at \(configuration.ami.host):\(configuration.ami.port): \($0)" }
        var isConnected = true
        do {
            var client = try configuration.mqttClient()
            for broker in configuration.mqtt.brokers {
                client.broker = broker
                let result = await MQTTProbe.check(client)
                lines.append("Broker at \(broker): \(result.description)")
                isConnected = isConnected && result.isConnected
            }
        } catch {
            lines.append("Broker: \(error)")
            isConnected = false
        }
        return (lines, report.failure == nil && isConnected)
    }
}
