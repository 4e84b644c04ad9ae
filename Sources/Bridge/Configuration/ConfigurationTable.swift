/// All fields of the configuration. Environment variables, flags, help, checks, defaults and the sample file are
/// derived from this table.
public enum ConfigurationTable {
    /// Prefix of all environment variables.
    public static let environmentPrefix = "ASTERISK_MQTT_"

    /// The environment variable that contains the file's path.
    public static let fileVariable = environmentPrefix + "CONFIG"

    /// All fields, in the order of the sample file.
    public static let fields: [ConfigurationField] = [
        ConfigurationField(
            "ami.host", .host, into: \.ami.host, default: "127.0.0.1",
            help: "Host name or address of the Asterisk server",
            remedy: "give a host name or an address, with the port in ami.port"),
        ConfigurationField(
            "ami.port", .integer(1...65535), into: \.ami.port, default: "5038",
            help: "TCP port of the manager interface (\"port\" in manager.conf; for TLS, \"tlsbindaddr\")",
            remedy: "give the port from manager.conf, usually 5038, or 5039 for TLS"),
        ConfigurationField(
            "ami.username", .line("a name"), into: \.ami.username, required: true, example: "asterisk-mqtt",
            help: "The manager user to log in as: a [section] of manager.conf",
            remedy: "give the name of a [section] of manager.conf"),
        ConfigurationField(
            "ami.secret", .secret, into: \.ami.secret, required: true, example: "change-me",
            help: "The user's \"secret\" in manager.conf. Safer in a file: see ami.secret_file",
            remedy: "give the user's secret from manager.conf, here, in ami.secret_file or as a systemd credential"),
        ConfigurationField(
            "ami.secret_file", fileOf: "ami.secret", example: "/etc/asterisk-mqtt/ami.secret",
            help: "File that contains the secret; use it instead of ami.secret",
            remedy: "give a file that contains the secret on one line and that the bridge's user can read"),
        ConfigurationField(
            "ami.auth", .choice, into: \.ami.authentication, default: "md5",
            help: "How to log in: md5 answers a challenge with a digest, plain sends the secret itself",
            remedy: "choose md5, or plain if Asterisk has no MD5"),
        ConfigurationField(
            "ami.tls.enabled", .boolean, into: \.ami.tls.isEnabled, default: "false",
            help: "Whether to connect to Asterisk by TLS (\"tlsenable\" in manager.conf)",
            remedy: "write true or false"),
        ConfigurationField(
            "ami.tls.ca_file", ConfigurationType<String>.readableFile.optional, into: \.ami.tls.caFile,
            example: "/etc/asterisk-mqtt/asterisk-ca.pem",
            help: "PEM file of the certificate authorities to trust for Asterisk, instead of the system's",
            remedy: "give a PEM file that the bridge's user can read"),
        ConfigurationField(
            "ami.tls.verify", .choice, into: \.ami.tls.verification, default: "full",
            help: "How to verify Asterisk's certificate: full checks chain, dates and host name; none checks nothing",
            remedy: "choose full, and name the authority in ami.tls.ca_file"),
        ConfigurationField(
            "ami.ping_interval_seconds", .seconds(1...3600), into: \.ami.pingInterval, default: "15",
            help: "Send a Ping after this many seconds without data from Asterisk",
            remedy: "give some seconds, usually 15"),
        ConfigurationField(
            "ami.dead_after_seconds", .seconds(2...7200), into: \.ami.deadAfter, default: "45",
            help:
                "Reconnect after this many seconds without data, replies to Ping included",
            remedy: "give about three times ami.ping_interval_seconds"),
        ConfigurationField(
            "ami.reconnect.min_seconds", .seconds(0.05...3600), into: \.ami.reconnect.minimum, default: "0.5",
            help: "Wait before the second attempt to connect; it doubles with each attempt",
            remedy: "give some seconds, usually 0.5"),
        ConfigurationField(
            "ami.reconnect.max_seconds", .seconds(0.05...86400), into: \.ami.reconnect.maximum, default: "30",
            help: "Longest wait between two attempts to connect",
            remedy: "give some seconds, usually 30"),

        ConfigurationField(
            "mqtt.broker", .brokers, into: \.mqtt.brokers, default: "tcp://localhost:1883",
            help: "The broker's address: tcp:// or mqtt:// without TLS (port 1883), ssl:// or mqtts:// with it (8883); "
                + "in a list, the first is preferred; the others are used while it is unreachable",
            remedy: "write tcp://HOST:PORT, or ssl://HOST:PORT for TLS"),
        ConfigurationField(
            "mqtt.client_id", .line("a name"), into: \.mqtt.clientID, default: "asterisk-mqtt",
            help: "The client identifier. It must be unique at the broker, so the name of the PBX is "
                + "added if several PBXs are listed",
            remedy: "give a name that no other client of this broker has"),
        ConfigurationField(
            "mqtt.topic_prefix", .topicPrefix, into: \.mqtt.topicPrefix, default: "asterisk",
            help: "Prefix of all topics; {pbx} in it stands for the name of the PBX",
            remedy: "choose a prefix like \"asterisk\" or \"site/pbx1\", without #, +, a leading $ or outer slashes"),
        ConfigurationField(
            "mqtt.protocol", .choice, into: \.mqtt.version, default: "auto",
            help: "The version of MQTT: auto uses 5, or 3.1.1 if the broker does not support 5",
            remedy: "choose auto, 5 or 3.1.1"),
        ConfigurationField(
            "mqtt.qos", .integer(0...2), into: \.mqtt.qos, default: "1",
            help: "The quality of service: 0 at most once, 1 at least once, 2 exactly once",
            remedy: "choose 0, 1 or 2"),
        ConfigurationField(
            "mqtt.states", .boolean, into: \.mqtt.keepsStates, default: "true",
            help: "Whether to publish retained states of calls, phones and queues, for late subscribers",
            remedy: "write true or false"),
        ConfigurationField(
            "mqtt.message_expiry_seconds", ConfigurationType<Duration>.seconds(1...31_536_000, areWhole: true).optional,
            into: \.mqtt.messageExpiry, example: "3600",
            help: "Expiry of messages: one that waits longer, here for the broker or at the broker for a "
                + "subscriber, is dropped. MQTT 5 only; by default, messages do not expire",
            remedy: "give whole seconds, or leave the field out"),
        ConfigurationField(
            "mqtt.username", ConfigurationType<String>.line("a name").optional, into: \.mqtt.username,
            example: "asterisk-mqtt",
            help: "User name at the broker; without it, the connection is anonymous",
            remedy: "give the user's name, or leave the field out"),
        ConfigurationField(
            "mqtt.password", ConfigurationType<Secret>.secret.optional, into: \.mqtt.password, example: "change-me",
            help: "The user's password. Safer in a file: see mqtt.password_file",
            remedy: "give the user's password, here, in mqtt.password_file or as a systemd credential"),
        ConfigurationField(
            "mqtt.password_file", fileOf: "mqtt.password", example: "/etc/asterisk-mqtt/mqtt.password",
            help: "File that contains the password; use it instead of mqtt.password",
            remedy: "give a file that contains the password on one line and that the bridge's user can read"),
        ConfigurationField(
            "mqtt.keep_alive_seconds", .seconds(5...65535, areWhole: true), into: \.mqtt.keepAlive, default: "30",
            help: "MQTT keep-alive: ping the broker after this many seconds without traffic",
            remedy: "give whole seconds, usually 30"),
        ConfigurationField(
            "mqtt.tls.ca_file", ConfigurationType<String>.readableFile.optional, into: \.mqtt.tls.caFile,
            example: "/etc/asterisk-mqtt/broker-ca.pem",
            help: "PEM file of the certificate authorities to trust for the broker, instead of the system's",
            remedy: "give a PEM file that the bridge's user can read"),
        ConfigurationField(
            "mqtt.tls.cert_file", ConfigurationType<String>.readableFile.optional, into: \.mqtt.tls.certificateFile,
            example: "/etc/asterisk-mqtt/client.pem",
            help: "PEM file with the client certificate, for brokers that require one",
            remedy: "give a PEM file that the bridge's user can read"),
        ConfigurationField(
            "mqtt.tls.key_file", ConfigurationType<String>.readableFile.optional, into: \.mqtt.tls.keyFile,
            example: "/etc/asterisk-mqtt/client.key",
            help: "PEM file with the private key of mqtt.tls.cert_file",
            remedy: "give a PEM file that the bridge's user can read, and nobody else"),
        ConfigurationField(
            "mqtt.tls.verify", .choice, into: \.mqtt.tls.verification, default: "full",
            help: "How to verify the broker's certificate: full checks chain, dates and host name; none checks nothing",
            remedy: "choose full, and name the authority in mqtt.tls.ca_file"),
        ConfigurationField(
            "mqtt.max_inflight", .integer(1...65535), into: \.mqtt.maximumInFlight, default: "256",
            help: "Most messages in flight, sent but not yet acknowledged by the broker",
            remedy: "give a number of messages, usually 256"),
        ConfigurationField(
            "mqtt.queue_messages", .integer(1...100_000_000), into: \.mqtt.queueMessages, default: "100000",
            help: "Most messages to keep while the broker is unreachable",
            remedy: "give a number of messages, usually 100000"),
        ConfigurationField(
            "mqtt.queue_bytes", .integer(65_536...68_719_476_736), into: \.mqtt.queueBytes, default: "67108864",
            help: "Most bytes of messages to keep while the broker is unreachable",
            remedy: "give a number of bytes, usually 67108864 (64 MiB)"),
        ConfigurationField(
            "mqtt.metrics_interval_seconds", .seconds(0...86400), into: \.mqtt.metricsInterval, default: "60",
            help: "How often to publish the bridge's metrics, retained, at {prefix}/bridge/metrics; 0 means never",
            remedy: "give some seconds, usually 60, or 0"),

        ConfigurationField(
            "pbx.name", ConfigurationType<String>.line("a name").optional, into: \.pbx.name, example: "headquarters",
            help: "The field \"pbx\" of every payload; without a name, the field is left out",
            remedy: "give a short name, or leave the field out"),
        ConfigurationField(
            "pbx.trunks", .channelPatterns, into: \.pbx.trunks, default: nil, example: "[\"PJSIP/provider-*\"]",
            help: "Patterns of the channels that are trunks, so that calls are inbound, outbound or internal",
            remedy: "write a list of patterns like [\"PJSIP/provider-*\", \"DAHDI/*\"]"),

        ConfigurationField(
            "bridge.standby", .boolean, into: \.bridge.isStandby, default: "false",
            help: "Whether several bridges share the same PBX and broker: one publishes, and if it fails, "
                + "another takes over. Set it in all of them",
            remedy: "give true or false"),
        ConfigurationField(
            "bridge.instance", ConfigurationType<String>.topicLevel.optional, into: \.bridge.instance,
            example: "bridge-1",
            help: "Unique name of this bridge if bridge.standby is true; by default, the host name",
            remedy: "give each bridge a short name of its own, without #, + and /"),

        ConfigurationField(
            "calls.silence_seconds", .seconds(60...604_800), into: \.calls.silence, default: "14400",
            help: "Ask Asterisk whether a call still exists after this many seconds without an event of it",
            remedy: "give some seconds, usually 14400 (4 hours)"),
        ConfigurationField(
            "calls.max_calls", .integer(1...10_000_000), into: \.calls.maximumCalls, default: "100000",
            help: "Most calls to follow at once",
            remedy: "give a number of calls, usually 100000"),
        ConfigurationField(
            "calls.max_channels", .integer(2...40_000_000), into: \.calls.maximumChannels, default: "400000",
            help: "Most channels to follow at once",
            remedy: "give a number of channels, about four times calls.max_calls"),
        ConfigurationField(
            "calls.events", .eventSwitches, into: \.calls.events, default: nil, example: "{dtmf: true, held: false}",
            help:
                "Events to switch on or off, other than by the spec's defaults; the bridge asks Asterisk only "
                + "for the AMI classes that they need",
            remedy: "write names of events with true or false below it, such as \"dtmf: true\""),
        ConfigurationField(
            "calls.variables", .variableNames, into: \.calls.variables, default: nil, example: "[CRM_ID]",
            help: "Channel variables to publish with every event of a call, as \"variables\". The AMI user needs the "
                + "right dialplan, and Asterisk then sends an event for each variable that is set, about fifty per call; "
                + "with channelvars= in manager.conf, the events that are sent anyway contain them instead",
            remedy: "write a list of names like [CRM_ID]"),

        ConfigurationField(
            "home_assistant.enabled", .boolean, into: \.homeAssistant.isEnabled, default: "false",
            help: "Whether to publish MQTT discovery for Home Assistant: connection, calls, extensions, queues, "
                + "trunks; false removes it again",
            remedy: "write true or false"),
        ConfigurationField(
            "home_assistant.discovery_prefix", .topicPrefix, into: \.homeAssistant.discoveryPrefix,
            default: "homeassistant",
            help: "Prefix of the discovery topics, as set in Home Assistant's MQTT integration",
            remedy: "give the prefix that is set in Home Assistant's MQTT integration, usually homeassistant"),

        ConfigurationField(
            "store.folder", ConfigurationType<String>.path.optional, into: \.store.folder,
            example: "/var/lib/asterisk-mqtt",
            help: "Folder for open calls and for messages that the broker has not acknowledged yet; "
                + "by default systemd's StateDirectory; without one, nothing is stored",
            remedy: "give a folder that the bridge's user can write to"),
        ConfigurationField(
            "store.max_bytes", .integer(1_048_576...1_099_511_627_776), into: \.store.maximumBytes,
            default: "268435456",
            help: "Most bytes of messages to store; when it is full, the least important messages are dropped first",
            remedy: "give a number of bytes, usually 268435456 (256 MiB)"),

        ConfigurationField(
            "http.listen", ConfigurationType<ListenAddress>.listenAddress.optional, into: \.http.listen,
            example: "127.0.0.1:9464",
            help: "Address to listen on for HTTP: /metrics for Prometheus, /livez and /readyz; by default, none",
            remedy: "write ADDRESS:PORT, such as 127.0.0.1:9464"),
        ConfigurationField(
            "http.board", .boolean, into: \.http.showsBoard, default: "false",
            help: "Whether browsers can open a board there: current calls, today's totals, each phone's state and the "
                + "last calls; they ask for the token as a password, with any user name",
            remedy: "write true or false"),
        ConfigurationField(
            "http.token", ConfigurationType<Secret>.secret.optional, into: \.http.token, example: "change-me",
            help:
                "Token that clients must send for metrics and the board (Authorization: Bearer …); by default, none. Safer in a "
                + "file: see http.token_file",
            remedy: "give a long random text, here, in http.token_file or as a systemd credential"),
        ConfigurationField(
            "http.token_file", fileOf: "http.token", example: "/etc/asterisk-mqtt/http.token",
            help: "File that contains the token; use it instead of http.token",
            remedy: "give a file that contains the token on one line and that the bridge's user can read"),

        ConfigurationField(
            "log.level", .choice, into: \.log.level, default: "info",
            help: "Least severe level to log",
            remedy: "choose a level, usually info"),
        ConfigurationField(
            "log.format", .choice, into: \.log.format, default: "text",
            help: "Format of the log",
            remedy: "choose text for people or json for programs"),
    ]

    /// Names that other programs use for a field, and what to write instead.
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
