public import ArgumentParser

/// The flags of ``ConfigurationFlags`` that say where the broker is and how to be let in: all that a command needs which
/// reads of it.
public struct BrokerFlags: ParsableArguments {
    @Option(name: .field("mqtt.broker"), help: .field("mqtt.broker"), completion: .field("mqtt.broker")) var mqttBroker:
        String?
    @Option(
        name: .field("mqtt.topic_prefix"), help: .field("mqtt.topic_prefix"), completion: .field("mqtt.topic_prefix"))
    var mqttTopicPrefix: String?
    @Option(name: .field("mqtt.protocol"), help: .field("mqtt.protocol"), completion: .field("mqtt.protocol"))
    var mqttProtocol: String?
    @Option(name: .field("mqtt.username"), help: .field("mqtt.username"), completion: .field("mqtt.username"))
    var mqttUsername: String?
    @Option(name: .field("mqtt.password"), help: .field("mqtt.password"), completion: .field("mqtt.password"))
    var mqttPassword: String?
    @Option(
        name: .field("mqtt.password_file"), help: .field("mqtt.password_file"), completion: .field("mqtt.password_file")
    ) var mqttPasswordFile: String?
    @Option(
        name: .field("mqtt.keep_alive_seconds"), help: .field("mqtt.keep_alive_seconds"),
        completion: .field("mqtt.keep_alive_seconds")) var mqttKeepAliveSeconds: String?
    @Option(name: .field("mqtt.tls.ca_file"), help: .field("mqtt.tls.ca_file"), completion: .field("mqtt.tls.ca_file"))
    var mqttTlsCaFile: String?
    @Option(
        name: .field("mqtt.tls.cert_file"), help: .field("mqtt.tls.cert_file"), completion: .field("mqtt.tls.cert_file")
    ) var mqttTlsCertFile: String?
    @Option(
        name: .field("mqtt.tls.key_file"), help: .field("mqtt.tls.key_file"), completion: .field("mqtt.tls.key_file"))
    var mqttTlsKeyFile: String?
    @Option(name: .field("mqtt.tls.verify"), help: .field("mqtt.tls.verify"), completion: .field("mqtt.tls.verify"))
    var mqttTlsVerify: String?

    /// Flags of which none is given.
    public init() {}

    /// What was given, by the paths of the fields: the shape that ``ConfigurationLoader`` takes.
    public var values: [String: String] {
        let all: [(String, String?)] = [
            ("mqtt.broker", mqttBroker),
            ("mqtt.topic_prefix", mqttTopicPrefix),
            ("mqtt.protocol", mqttProtocol),
            ("mqtt.username", mqttUsername),
            ("mqtt.password", mqttPassword),
            ("mqtt.password_file", mqttPasswordFile),
            ("mqtt.keep_alive_seconds", mqttKeepAliveSeconds),
            ("mqtt.tls.ca_file", mqttTlsCaFile),
            ("mqtt.tls.cert_file", mqttTlsCertFile),
            ("mqtt.tls.key_file", mqttTlsKeyFile),
            ("mqtt.tls.verify", mqttTlsVerify),
        ]
        return all.reduce(into: [:]) { values, flag in values[flag.0] = flag.1 }
    }
}
