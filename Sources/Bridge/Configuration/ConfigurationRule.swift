import MQTT

/// What has to hold between fields that are each right by themselves.
struct ConfigurationRule: Sendable {
    /// The fields it is about; the fault is put where the first is given. It is not asked where one is faulty.
    let paths: [String]
    var severity = ConfigurationFault.Severity.error
    /// What is wrong, as the rest of a sentence that begins with the first field's name; `nil` if nothing is.
    let violation: @Sendable (BridgeConfiguration) -> String?
    let remedy: String

    /// All rules.
    static let all: [ConfigurationRule] = [
        ConfigurationRule(
            paths: ["ami.dead_after_seconds", "ami.ping_interval_seconds"],
            violation: {
                $0.ami.deadAfter > $0.ami.pingInterval
                    ? nil : "is not longer than ami.ping_interval_seconds, so a quiet connection is always given up"
            },
            remedy: "give about three times ami.ping_interval_seconds"),
        ConfigurationRule(
            paths: ["ami.reconnect.max_seconds", "ami.reconnect.min_seconds"],
            violation: {
                $0.ami.reconnect.maximum >= $0.ami.reconnect.minimum ? nil : "is shorter than ami.reconnect.min_seconds"
            },
            remedy: "give at least ami.reconnect.min_seconds"),
        ConfigurationRule(
            paths: ["ami.tls.ca_file", "ami.tls.enabled"],
            violation: {
                $0.ami.tls.caFile == nil || $0.ami.tls.isEnabled ? nil : "is given, but TLS to Asterisk is off"
            },
            remedy: "set ami.tls.enabled to true, or leave ami.tls.ca_file out"),
        ConfigurationRule(
            paths: ["ami.tls.verify", "ami.tls.enabled"], severity: .warning,
            violation: {
                $0.ami.tls.isEnabled && $0.ami.tls.verification == .none
                    ? "is none: whoever is in between can read and change what Asterisk says" : nil
            },
            remedy: "choose full, and name the authority in ami.tls.ca_file"),
        ConfigurationRule(
            paths: ["ami.secret"], severity: .warning,
            violation: {
                $0.ami.secret.reveal() == ConfigurationTable.field("ami.secret").example ? "is still the sample's" : nil
            },
            remedy: ConfigurationTable.field("ami.secret").remedy),
        ConfigurationRule(
            paths: ["ami.auth", "ami.host", "ami.tls.enabled"], severity: .warning,
            violation: {
                $0.ami.authentication == .plain && !$0.ami.tls.isEnabled && !isLoopback($0.ami.host)
                    ? "is plain without TLS, so the secret crosses the network in the clear" : nil
            },
            remedy: "choose md5, or set ami.tls.enabled to true"),
        ConfigurationRule(
            paths: ["mqtt.password", "mqtt.username", "mqtt.protocol"],
            violation: {
                $0.mqtt.password != nil && $0.mqtt.username == nil && $0.mqtt.version == .v3_1_1
                    ? "is given without mqtt.username, which MQTT 3.1.1 does not allow" : nil
            },
            remedy: "give mqtt.username too"),
        ConfigurationRule(
            paths: ["mqtt.password", "mqtt.broker"], severity: .warning,
            violation: {
                $0.mqtt.password != nil && $0.mqtt.brokers.contains { !$0.usesTLS && !isLoopback($0.host) }
                    ? "crosses the network in the clear, as mqtt.broker is without TLS" : nil
            },
            remedy: "use ssl://HOST:8883 in mqtt.broker if the broker has TLS"),
        ConfigurationRule(
            paths: ["mqtt.tls.cert_file", "mqtt.tls.key_file"],
            violation: {
                $0.mqtt.tls.certificateFile != nil && $0.mqtt.tls.keyFile == nil
                    ? "is given without mqtt.tls.key_file" : nil
            },
            remedy: "give the key of the certificate in mqtt.tls.key_file"),
        ConfigurationRule(
            paths: ["mqtt.tls.key_file", "mqtt.tls.cert_file"],
            violation: {
                $0.mqtt.tls.keyFile != nil && $0.mqtt.tls.certificateFile == nil
                    ? "is given without mqtt.tls.cert_file" : nil
            },
            remedy: "give the certificate of the key in mqtt.tls.cert_file"),
        ConfigurationRule(
            paths: ["mqtt.tls.ca_file", "mqtt.broker"],
            violation: {
                $0.mqtt.tls.caFile == nil || $0.mqtt.brokers.contains { $0.usesTLS }
                    ? nil : "is given, but mqtt.broker is without TLS"
            },
            remedy: "use ssl://HOST:8883 in mqtt.broker, or leave mqtt.tls.ca_file out"),
        ConfigurationRule(
            paths: ["mqtt.tls.cert_file", "mqtt.broker"],
            violation: {
                $0.mqtt.tls.certificateFile == nil || $0.mqtt.brokers.contains { $0.usesTLS }
                    ? nil : "is given, but mqtt.broker is without TLS"
            },
            remedy: "use ssl://HOST:8883 in mqtt.broker, or leave mqtt.tls.cert_file out"),
        ConfigurationRule(
            paths: ["mqtt.tls.verify", "mqtt.broker"], severity: .warning,
            violation: {
                $0.mqtt.brokers.contains { $0.usesTLS } && $0.mqtt.tls.verification == .none
                    ? "is none: whoever is in between can read and change what is published" : nil
            },
            remedy: "choose full, and name the authority in mqtt.tls.ca_file"),
        ConfigurationRule(
            paths: ["calls.max_channels", "calls.max_calls"],
            violation: {
                $0.calls.maximumChannels >= $0.calls.maximumCalls
                    ? nil : "is less than calls.max_calls, and a call has at least one channel"
            },
            remedy: "give about four times calls.max_calls"),
    ]

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
