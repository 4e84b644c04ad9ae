public import AMIClient
import Glibc
public import Correlator
public import MQTT

extension BridgeConfiguration {
    /// The options of the correlator.
    public var correlator: CorrelatorOptions {
        CorrelatorOptions(
            pbx: pbx.name, trunks: pbx.trunks, maximumCalls: calls.maximumCalls, maximumChannels: calls.maximumChannels,
            silence: calls.silence.components.seconds * 1_000_000,
            messages: Dictionary(calls.events.map { ($0.name, $0.isOn) }) { $1 }, variables: calls.variables,
            readsVariables: false)
    }

    /// The AMI classes to ask for: as far as the messages and variables that are wanted need them.
    func eventMask(_ tables: CallTables) -> String {
        tables.amiClasses(switches: correlator.messages, hasVariables: !calls.variables.isEmpty).joined(separator: ",")
    }

    /// The retained states for late subscribers.
    ///
    /// - Parameters:
    ///   - version: The daemon's version.
    ///   - legend: What messages and words mean.
    func states(version: String, _ legend: Legend) -> States {
        States(
            prefix: mqtt.topicPrefix, pbx: pbx.name, legend: legend, keepsStates: mqtt.keepsStates,
            homeAssistant: discovery(version: version, legend), showsHomeAssistant: homeAssistant.isEnabled)
    }

    /// The discovery messages for Home Assistant.
    func discovery(version: String, _ legend: Legend = .builtIn) -> HomeAssistantDiscovery {
        HomeAssistantDiscovery(
            discoveryPrefix: homeAssistant.discoveryPrefix, topicPrefix: mqtt.topicPrefix,
            name: pbx.name ?? "Asterisk", version: version, legend: legend)
    }

    /// The name of this daemon among those at the same PBX.
    var instance: String { bridge.instance ?? Self.hostName }

    /// The machine's name, as one level of a topic.
    private static var hostName: String {
        var bytes = [CChar](repeating: 0, count: 256)
        gethostname(&bytes, bytes.count - 1)
        let name = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).filter {
            !"#+/".contains($0)
        }
        return name.isEmpty ? "bridge" : name
    }

    /// How to reach the PBX.
    ///
    /// - Parameter eventMask: the requested AMI classes, separated by commas.
    public func amiConnection(eventMask: String) -> AMIConnectionOptions {
        var options = AMIConnectionOptions(
            host: ami.host, port: ami.port, username: ami.username, secret: AMISecret(ami.secret.reveal()))
        options.authentication = ami.authentication == .plain ? .plain : .md5
        if ami.tls.isEnabled {
            options.tls = .init(caFile: ami.tls.caFile, verification: ami.tls.verification == .none ? .none : .full)
        }
        options.eventMask = eventMask
        options.pingInterval = ami.pingInterval
        options.deadAfter = ami.deadAfter
        options.reconnectMinimum = ami.reconnect.minimum
        options.reconnectMaximum = ami.reconnect.maximum
        if bridge.isStandby { options.tickInterval = Standby.interval }
        return options
    }

    /// How to reach the broker, with the status topic as birth, farewell and will.
    ///
    /// - Throws: if the status topic is not valid.
    public func mqttClient() throws(MQTTMessageError) -> MQTTConfiguration {
        var client = mqttConnection(as: bridge.isStandby ? "\(mqtt.clientID)-\(instance)" : mqtt.clientID)
        try client.announcePresence(at: "\(mqtt.topicPrefix)/bridge/status")
        return client
    }

    /// How to reach the broker as another client than the daemon.
    ///
    /// - Parameter clientID: Its identifier. With the daemon's own, the two would disconnect each other.
    public func mqttConnection(as clientID: String) -> MQTTConfiguration {
        var client = MQTTConfiguration(broker: mqtt.brokers[0], clientID: clientID)
        client.otherBrokers = Array(mqtt.brokers.dropFirst())
        client.protocolVersion = mqtt.version == .v3_1_1 ? .v311 : .v5
        client.fallsBack = mqtt.version == .automatic
        client.keepAlive = UInt16(clamping: mqtt.keepAlive.components.seconds)
        client.user = mqtt.username
        client.password = mqtt.password?.reveal()
        client.tls.caFile = mqtt.tls.caFile
        client.tls.certificateFile = mqtt.tls.certificateFile
        client.tls.keyFile = mqtt.tls.keyFile
        client.tls.verification = mqtt.tls.verification == .none ? .none : .full
        client.inFlightWindow = mqtt.maximumInFlight
        client.queueLimit = mqtt.queueMessages
        client.queueByteLimit = mqtt.queueBytes
        return client
    }
}
