/// Every field of the configuration, once. The names of environment variables and flags, the help, the checks, the
/// defaults and the sample file all come from here.
public enum ConfigurationTable {
    /// What the names of all environment variables begin with.
    public static let environmentPrefix = "ASTERISK_MQTT_"

    /// The variable that names the file itself.
    public static let fileVariable = environmentPrefix + "CONFIG"

    /// All fields, in the order of the sample file.
    public static let fields: [ConfigurationField] = [
        ConfigurationField(
            "ami.host", .host, into: \.ami.host, default: "127.0.0.1",
            help: "Host name or address of the Asterisk to watch",
            remedy: "give a host name or an address, with the port in ami.port"),
        ConfigurationField(
            "ami.port", .integer(1...65535), into: \.ami.port, default: "5038",
            help: "TCP port of its manager interface (\"port\" in manager.conf, \"tlsbindaddr\" for TLS)",
            remedy: "give the port from manager.conf, usually 5038, or 5039 for TLS"),
        ConfigurationField(
            "ami.username", .line("a name"), into: \.ami.username, required: true, example: "asterisk-mqtt",
            help: "The manager user that logs in: a [section] of manager.conf",
            remedy: "give the name of a [section] of manager.conf"),
        ConfigurationField(
            "ami.secret", .secret, into: \.ami.secret, required: true, example: "change-me",
            help: "That user's \"secret\" in manager.conf. A file keeps it better: see ami.secret_file",
            remedy: "give the user's secret from manager.conf, here, in ami.secret_file or as a systemd credential"),
        ConfigurationField(
            "ami.secret_file", fileOf: "ami.secret", example: "/etc/asterisk-mqtt/ami.secret",
            help: "A file with the secret in it, instead of ami.secret",
            remedy: "give a file that has the secret in it, on one line, and that the bridge's user can read"),
        ConfigurationField(
            "ami.auth", .choice, into: \.ami.authentication, default: "md5",
            help: "How the secret is shown: md5 answers a challenge with a digest, plain sends the secret itself",
            remedy: "choose md5, or plain where Asterisk has no MD5"),
        ConfigurationField(
            "ami.tls.enabled", .boolean, into: \.ami.tls.isEnabled, default: "false",
            help: "Whether to speak TLS to Asterisk (\"tlsenable\" in manager.conf)",
            remedy: "write true or false"),
        ConfigurationField(
            "ami.tls.ca_file", ConfigurationType<String>.readableFile.optional, into: \.ami.tls.caFile,
            example: "/etc/asterisk-mqtt/asterisk-ca.pem",
            help: "PEM file of the authorities that may have signed Asterisk's certificate, instead of the system's",
            remedy: "give a PEM file that the bridge's user can read"),
        ConfigurationField(
            "ami.tls.verify", .choice, into: \.ami.tls.verification, default: "full",
            help: "What is checked of Asterisk's certificate: full is chain, dates and host; none is nothing",
            remedy: "choose full, and name the authority in ami.tls.ca_file"),
        ConfigurationField(
            "ami.ping_interval_seconds", .seconds(1...3600), into: \.ami.pingInterval, default: "15",
            help: "How long the connection may be quiet before a Ping asks whether it is still there",
            remedy: "give some seconds, usually 15"),
        ConfigurationField(
            "ami.dead_after_seconds", .seconds(2...7200), into: \.ami.deadAfter, default: "45",
            help:
                "How long nothing may come, answers to Ping included, before the connection is given up for a new one",
            remedy: "give about three times ami.ping_interval_seconds"),
        ConfigurationField(
            "ami.reconnect.min_seconds", .seconds(0.05...3600), into: \.ami.reconnect.minimum, default: "0.5",
            help: "The wait before the second attempt to connect; it doubles from one to the next",
            remedy: "give some seconds, usually 0.5"),
        ConfigurationField(
            "ami.reconnect.max_seconds", .seconds(0.05...86400), into: \.ami.reconnect.maximum, default: "30",
            help: "The longest wait between two attempts to connect",
            remedy: "give some seconds, usually 30"),

        ConfigurationField(
            "mqtt.broker", .brokers, into: \.mqtt.brokers, default: "tcp://localhost:1883",
            help: "Where the broker is: tcp:// or mqtt:// in the clear (port 1883), ssl:// or mqtts:// by TLS (8883). "
                + "Of several, the first is preferred, and the others are for when it is not there",
            remedy: "write tcp://HOST:PORT, or ssl://HOST:PORT for TLS"),
        ConfigurationField(
            "mqtt.client_id", .line("a name"), into: \.mqtt.clientID, default: "asterisk-mqtt",
            help: "The client identifier. Two clients with the same one push each other out, so the name of the PBX is "
                + "added where several are listed",
            remedy: "give a name that no other client of this broker has"),
        ConfigurationField(
            "mqtt.topic_prefix", .topicPrefix, into: \.mqtt.topicPrefix, default: "asterisk",
            help: "What every topic begins with; {pbx} in it stands for the name of the PBX",
            remedy: "choose a prefix like \"asterisk\" or \"site/pbx1\", without #, +, a leading $ or outer slashes"),
        ConfigurationField(
            "mqtt.protocol", .choice, into: \.mqtt.version, default: "auto",
            help: "The version of MQTT to speak: auto is 5, or 3.1.1 with a broker that does not take it",
            remedy: "choose auto, 5 or 3.1.1"),
        ConfigurationField(
            "mqtt.qos", .integer(0...2), into: \.mqtt.qos, default: "1",
            help: "The quality of service: 0 at most once, 1 at least once, 2 exactly once",
            remedy: "choose 0, 1 or 2"),
        ConfigurationField(
            "mqtt.states", .boolean, into: \.mqtt.keepsStates, default: "true",
            help: "Whether the broker keeps what calls and phones are doing, for those who come late",
            remedy: "write true or false"),
        ConfigurationField(
            "mqtt.message_expiry_seconds", ConfigurationType<Duration>.seconds(1...31_536_000, areWhole: true).optional,
            into: \.mqtt.messageExpiry, example: "3600",
            help: "How long a message is worth delivering: one that waits longer, here for the broker or there for a "
                + "subscriber, is given up. MQTT 5 only; without it, for ever",
            remedy: "give whole seconds, or leave the field out"),
        ConfigurationField(
            "mqtt.username", ConfigurationType<String>.line("a name").optional, into: \.mqtt.username,
            example: "asterisk-mqtt",
            help: "The broker's user; without one, the connection is anonymous",
            remedy: "give the user's name, or leave the field out"),
        ConfigurationField(
            "mqtt.password", ConfigurationType<Secret>.secret.optional, into: \.mqtt.password, example: "change-me",
            help: "That user's password. A file keeps it better: see mqtt.password_file",
            remedy: "give the user's password, here, in mqtt.password_file or as a systemd credential"),
        ConfigurationField(
            "mqtt.password_file", fileOf: "mqtt.password", example: "/etc/asterisk-mqtt/mqtt.password",
            help: "A file with the password in it, instead of mqtt.password",
            remedy: "give a file that has the password in it, on one line, and that the bridge's user can read"),
        ConfigurationField(
            "mqtt.keep_alive_seconds", .seconds(5...65535, areWhole: true), into: \.mqtt.keepAlive, default: "30",
            help: "How long the connection may be quiet before the broker is asked whether it is still there",
            remedy: "give whole seconds, usually 30"),
        ConfigurationField(
            "mqtt.tls.ca_file", ConfigurationType<String>.readableFile.optional, into: \.mqtt.tls.caFile,
            example: "/etc/asterisk-mqtt/broker-ca.pem",
            help: "PEM file of the authorities that may have signed the broker's certificate, instead of the system's",
            remedy: "give a PEM file that the bridge's user can read"),
        ConfigurationField(
            "mqtt.tls.cert_file", ConfigurationType<String>.readableFile.optional, into: \.mqtt.tls.certificateFile,
            example: "/etc/asterisk-mqtt/client.pem",
            help: "PEM file with the certificate to show to the broker, if it asks for one",
            remedy: "give a PEM file that the bridge's user can read"),
        ConfigurationField(
            "mqtt.tls.key_file", ConfigurationType<String>.readableFile.optional, into: \.mqtt.tls.keyFile,
            example: "/etc/asterisk-mqtt/client.key",
            help: "PEM file with the key of mqtt.tls.cert_file",
            remedy: "give a PEM file that the bridge's user can read, and nobody else"),
        ConfigurationField(
            "mqtt.tls.verify", .choice, into: \.mqtt.tls.verification, default: "full",
            help: "What is checked of the broker's certificate: full is chain, dates and host; none is nothing",
            remedy: "choose full, and name the authority in mqtt.tls.ca_file"),
        ConfigurationField(
            "mqtt.max_inflight", .integer(1...65535), into: \.mqtt.maximumInFlight, default: "256",
            help: "How many messages may be under way at once without the broker's acknowledgement",
            remedy: "give a number of messages, usually 256"),
        ConfigurationField(
            "mqtt.queue_messages", .integer(1...100_000_000), into: \.mqtt.queueMessages, default: "100000",
            help: "How many messages are kept while the broker is away",
            remedy: "give a number of messages, usually 100000"),
        ConfigurationField(
            "mqtt.queue_bytes", .integer(65_536...68_719_476_736), into: \.mqtt.queueBytes, default: "67108864",
            help: "How many bytes of messages are kept while the broker is away",
            remedy: "give a number of bytes, usually 67108864 (64 MiB)"),
        ConfigurationField(
            "mqtt.metrics_interval_seconds", .seconds(0...86400), into: \.mqtt.metricsInterval, default: "60",
            help: "How often what the bridge counts is published, retained, at {prefix}/bridge/metrics; 0 is never",
            remedy: "give some seconds, usually 60, or 0"),

        ConfigurationField(
            "pbx.name", ConfigurationType<String>.line("a name").optional, into: \.pbx.name, example: "headquarters",
            help: "What every payload says as \"pbx\"; without a name, the field is left out",
            remedy: "give a short name, or leave the field out"),
        ConfigurationField(
            "pbx.trunks", .channelPatterns, into: \.pbx.trunks, default: nil, example: "[\"PJSIP/provider-*\"]",
            help: "Patterns of the channels that lead outside, so that payloads can say inbound, outbound or internal",
            remedy: "write a list of patterns like [\"PJSIP/provider-*\", \"DAHDI/*\"]"),

        ConfigurationField(
            "bridge.standby", .boolean, into: \.bridge.isStandby, default: "false",
            help: "Whether several bridges watch the same PBX for the same broker: one publishes, and when it is gone, "
                + "another takes over. To be set in all of them",
            remedy: "give true or false"),
        ConfigurationField(
            "bridge.instance", ConfigurationType<String>.topicLevel.optional, into: \.bridge.instance,
            example: "bridge-1",
            help: "What tells this bridge from the others where bridge.standby is true; without it, the host name",
            remedy: "give each bridge a short name of its own, without #, + and /"),

        ConfigurationField(
            "calls.silence_seconds", .seconds(60...604_800), into: \.calls.silence, default: "14400",
            help: "How long nothing may be heard of a call before Asterisk is asked whether it is still there",
            remedy: "give some seconds, usually 14400 (4 hours)"),
        ConfigurationField(
            "calls.max_calls", .integer(1...10_000_000), into: \.calls.maximumCalls, default: "100000",
            help: "How many calls are tracked at once",
            remedy: "give a number of calls, usually 100000"),
        ConfigurationField(
            "calls.max_channels", .integer(2...40_000_000), into: \.calls.maximumChannels, default: "400000",
            help: "How many channels are tracked at once",
            remedy: "give a number of channels, about four times calls.max_calls"),
        ConfigurationField(
            "calls.events", .eventSwitches, into: \.calls.events, default: nil, example: "{dtmf: true, held: false}",
            help:
                "Which events are published, where that is not as the spec has it; Asterisk is asked for no more than "
                + "they need",
            remedy: "write names of events with true or false below it, such as \"dtmf: true\""),
        ConfigurationField(
            "calls.variables", .variableNames, into: \.calls.variables, default: nil, example: "[CRM_ID]",
            help: "Channel variables that every event of a call carries as \"variables\". The AMI user needs the right "
                + "dialplan for them, and Asterisk then tells of each variable that is set, some fifty a call; "
                + "channelvars= in manager.conf has it tell them in each event instead",
            remedy: "write a list of names like [CRM_ID]"),

        ConfigurationField(
            "home_assistant.enabled", .boolean, into: \.homeAssistant.isEnabled, default: "false",
            help: "Whether Home Assistant is told of the connection, the calls and each extension (MQTT discovery); "
                + "what it was told is taken back when this is false again",
            remedy: "write true or false"),
        ConfigurationField(
            "home_assistant.discovery_prefix", .topicPrefix, into: \.homeAssistant.discoveryPrefix,
            default: "homeassistant",
            help: "What its discovery topics begin with, as in its MQTT integration",
            remedy: "give the prefix that its MQTT integration has, usually homeassistant"),

        ConfigurationField(
            "store.folder", ConfigurationType<String>.path.optional, into: \.store.folder,
            example: "/var/lib/asterisk-mqtt",
            help: "A folder for messages that the broker does not have yet and the calls that are going on; "
                + "under systemd its StateDirectory, otherwise nothing is kept",
            remedy: "give a folder that the bridge's user can write to"),
        ConfigurationField(
            "store.max_bytes", .integer(1_048_576...1_099_511_627_776), into: \.store.maximumBytes,
            default: "268435456",
            help: "How many bytes of messages are kept there; beyond it, those that matter least are given up first",
            remedy: "give a number of bytes, usually 268435456 (256 MiB)"),

        ConfigurationField(
            "http.listen", ConfigurationType<ListenAddress>.listenAddress.optional, into: \.http.listen,
            example: "127.0.0.1:9464",
            help: "Where to listen for HTTP: /metrics for Prometheus, /livez and /readyz; without it, nowhere",
            remedy: "write ADDRESS:PORT, such as 127.0.0.1:9464"),
        ConfigurationField(
            "http.board", .boolean, into: \.http.showsBoard, default: "false",
            help: "Whether browsers see there who calls whom at the moment, today's figures, each phone's lamp and the "
                + "last calls; they ask for the token as the password of any user",
            remedy: "write true or false"),
        ConfigurationField(
            "http.token", ConfigurationType<Secret>.secret.optional, into: \.http.token, example: "change-me",
            help:
                "What who asks for figures has to show (Authorization: Bearer …); without it, nothing. A file keeps it "
                + "better: see http.token_file",
            remedy: "give a long random text, here, in http.token_file or as a systemd credential"),
        ConfigurationField(
            "http.token_file", fileOf: "http.token", example: "/etc/asterisk-mqtt/http.token",
            help: "A file with the token in it, instead of http.token",
            remedy: "give a file that has the token in it, on one line, and that the bridge's user can read"),

        ConfigurationField(
            "log.level", .choice, into: \.log.level, default: "info",
            help: "The least severe level that is logged",
            remedy: "choose a level, usually info"),
        ConfigurationField(
            "log.format", .choice, into: \.log.format, default: "text",
            help: "The form of a line of the log",
            remedy: "choose text for people or json for programs"),
    ]

    /// What other programs call what is here, and what to write instead.
    static let otherNames = [
        "mqtt.host": "mqtt.broker, such as tcp://HOST:1883",
        "mqtt.server": "mqtt.broker, such as tcp://HOST:1883",
        "mqtt.url": "mqtt.broker, such as tcp://HOST:1883",
        "mqtt.address": "mqtt.broker, such as tcp://HOST:1883",
        "mqtt.port": "mqtt.broker, such as tcp://HOST:1883",
        "mqtt.user": "mqtt.username",
        "mqtt.pass": "mqtt.password",
        "mqtt.prefix": "mqtt.topic_prefix",
        "mqtt.topic": "mqtt.topic_prefix",
        "ami.user": "ami.username",
        "ami.password": "ami.secret",
        "ami.server": "ami.host",
        "ami.address": "ami.host",
        "http.port": "http.listen, such as 127.0.0.1:9464",
        "http.host": "http.listen, such as 127.0.0.1:9464",
    ]

    /// The fields by their paths.
    static let fieldsByPath = Dictionary(uniqueKeysWithValues: fields.map { ($0.path, $0) })

    /// The paths of all mappings that fields are in: `ami`, `ami.tls`.
    static let sections = Set(
        fields.flatMap { field in
            let parts = field.path.split(separator: ".")
            return (1..<parts.count).map { parts[..<$0].joined(separator: ".") }
        })

    /// The sections that each PBX of a list may have for itself; what it leaves out of them comes from those at the top.
    static let sectionsOfEachPBX = ["ami"]

    /// The field at `path`.
    ///
    /// - Precondition: the table has it.
    static func field(_ path: String) -> ConfigurationField {
        guard let field = fieldsByPath[path] else { preconditionFailure("the table has no \(path)") }
        return field
    }

    /// The names that are allowed directly within a section, or at the top for `nil`.
    static func names(in section: String?) -> [String] {
        let prefix = section.map { $0 + "." } ?? ""
        return (fields.map(\.path) + sections.sorted()).compactMap { path in
            guard path.hasPrefix(prefix) else { return nil }
            let rest = path.dropFirst(prefix.count)
            return rest.isEmpty || rest.contains(".") ? nil : String(rest)
        }
    }
}
