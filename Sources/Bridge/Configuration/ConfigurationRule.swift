import MQTT

/// What has to hold between fields that are each right by themselves.
struct ConfigurationRule: Sendable {
    /// The fields it is about; the fault is put where the first is given. It is not asked where one is faulty.
    let paths: [String]
    var severity = ConfigurationFault.Severity.error
    /// What is wrong, as the rest of a sentence that begins with the first field's name; `nil` if nothing is.
    let violation: @Sendable (BridgeConfiguration) -> String?
    let remedy: String

    // Everybody knows it, so it must let nobody in, and logs in nowhere.
    private static let placeholderComplaint = "is still the sample's, which everybody knows"

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
            paths: ["ami.secret"],
            violation: {
                $0.ami.secret.reveal() == ConfigurationTable.field("ami.secret").example
                    ? ConfigurationRule.placeholderComplaint : nil
            },
            remedy: ConfigurationTable.field("ami.secret").remedy),
        ConfigurationRule(
            paths: ["mqtt.password"],
            violation: {
                $0.mqtt.password?.reveal() == ConfigurationTable.field("mqtt.password").example
                    ? ConfigurationRule.placeholderComplaint : nil
            },
            remedy: ConfigurationTable.field("mqtt.password").remedy),
        ConfigurationRule(
            paths: ["http.token"],
            violation: {
                $0.http.token?.reveal() == ConfigurationTable.field("http.token").example
                    ? ConfigurationRule.placeholderComplaint : nil
            },
            remedy: ConfigurationTable.field("http.token").remedy),
        ConfigurationRule(
            paths: ["ami.auth", "ami.host", "ami.tls.enabled"], severity: .warning,
            violation: {
                $0.ami.authentication == .plain && !$0.ami.tls.isEnabled && !Loopback.contains($0.ami.host)
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
                $0.mqtt.password != nil && $0.mqtt.brokers.contains { !$0.usesTLS && !Loopback.contains($0.host) }
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
            paths: ["mqtt.tls.key_file"], severity: .warning,
            violation: {
                guard let file = $0.mqtt.tls.keyFile, SystemFile.isWorldReadable(file) else { return nil }
                return "is \"\(file)\", which every user of this machine can read"
            },
            remedy: "run \"chmod o-rwx\" on it"),
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
            paths: ["http.listen", "http.token"], severity: .warning,
            violation: {
                guard let listen = $0.http.listen, !listen.isLoopback else { return nil }
                return $0.http.token == nil
                    ? "is \(listen), where others than this machine can read how many calls there are, and no token is asked for"
                    : "is \(listen), where the token of http.token_file crosses the network in the clear"
            },
            remedy: "listen on 127.0.0.1, and have a proxy with TLS in front of it"),
        ConfigurationRule(
            paths: ["http.token", "http.listen"],
            violation: { $0.http.token != nil && $0.http.listen == nil ? "is given, but http.listen is not" : nil },
            remedy: "give http.listen, such as 127.0.0.1:9464, or leave the token out"),
        ConfigurationRule(
            paths: ["http.board", "http.listen", "http.token"],
            violation: {
                guard $0.http.showsBoard else { return nil }
                guard let listen = $0.http.listen else { return "is true, but http.listen is not given" }
                return listen.isLoopback || $0.http.token != nil
                    ? nil
                    : "is true, and at \(listen) everybody on the network could see who calls whom: no token is asked for"
            },
            remedy: "listen on 127.0.0.1:9464, or elsewhere with a token in http.token_file"),
        ConfigurationRule(
            paths: ["mqtt.topic_prefix", "pbx.name"],
            violation: {
                $0.mqtt.topicPrefix.contains(BridgeConfiguration.PBX.placeholder) && $0.pbx.name == nil
                    ? "has {pbx} in it, but the PBX has no name" : nil
            },
            remedy: "give pbx.name, or leave {pbx} out"),
        ConfigurationRule(
            paths: ["pbx.name", "mqtt.topic_prefix"],
            violation: {
                guard $0.mqtt.topicPrefix.contains(BridgeConfiguration.PBX.placeholder), let name = $0.pbx.name else {
                    return nil
                }
                return PBXList.complaint(about: name).map { "\($0), and mqtt.topic_prefix has it in a topic" }
            },
            remedy: "give a name of letters, digits, - and _"),
        ConfigurationRule(
            paths: ["calls.max_channels", "calls.max_calls"],
            violation: {
                $0.calls.maximumChannels >= $0.calls.maximumCalls
                    ? nil : "is less than calls.max_calls, and a call has at least one channel"
            },
            remedy: "give about four times calls.max_calls"),
    ]
}
