import AMIClient
import ArgumentParser
import Bridge
import Correlator
import MQTT
import NIOPosix

/// `asterisk-mqtt check`
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validates the configuration and, with --connect, tries what the daemon needs.",
        discussion: """
            With --connect it logs in to Asterisk, connects to the broker, publishes a message there and waits for it \
            to come back, and checks the store's folder and the HTTP port. It uses connections of its own, so a \
            running daemon is not disturbed.

            EXIT STATUS:
              0   everything works
              1   with --connect: something does not work
              78  the configuration or the spec can't be used
            """)

    @Flag(help: "Try Asterisk, the broker, the store and the HTTP port.")
    var connect = false

    @OptionGroup var behaviour: SpecOptions

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        // The spec comes first: it can be checked without a configuration.
        let spec = try behaviour.load(refusesWarnings: true)
        if behaviour.spec != nil { print("The spec is valid: \(spec.tables.spec).") }
        let bridges = try options.load(for: spec)
        print("The configuration is valid.")
        guard connect else { return }
        var isGood = true
        for finding in [bridges.first.flatMap { EnvironmentCheck($0).http() }].compactMap(\.self) {
            print(finding.line)
            isGood = isGood && finding.isGood
        }
        // In parallel: a PBX that does not answer delays no other.
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
        if !isGood || !results.allSatisfy(\.isGood) { throw ExitCode.failure }
    }

    private static func probe(_ configuration: BridgeConfiguration) async -> (lines: [String], isGood: Bool) {
        let report = await AMIProbe.run(
            configuration.amiConnection(eventMask: "off"), on: MultiThreadedEventLoopGroup.singleton.next())
        var lines = report.lines.map { "Asterisk at \(configuration.ami.host):\(configuration.ami.port): \($0)" }
        var isConnected = true
        let check = EnvironmentCheck(configuration)
        var findings = check.trunks(among: report.names)
        if let store = check.store() { findings.append(store) }
        do {
            var client = try configuration.mqttClient()
            for broker in configuration.mqtt.brokers {
                client.broker = broker
                let result = await MQTTProbe.check(client)
                lines.append("Broker at \(broker): \(result.description)")
                isConnected = isConnected && result.isConnected
                if result.isConnected { findings += await check.rights(at: client) }
            }
        } catch {
            lines.append("Broker: \(error)")
            isConnected = false
        }
        lines += findings.map(\.line)
        return (lines, report.failure == nil && isConnected && findings.allSatisfy(\.isGood))
    }
}
