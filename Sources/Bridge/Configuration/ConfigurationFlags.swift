public import ArgumentParser

/// One flag for each field of ``ConfigurationTable``, for a command to take in by `@OptionGroup`. Names and help come
/// from the table, so that this only has to say that there is a flag.
public struct ConfigurationFlags: ParsableArguments {
    @Option(name: .field("ami.host"), help: .field("ami.host"), completion: .field("ami.host")) var amiHost: String?
    @Option(name: .field("ami.port"), help: .field("ami.port"), completion: .field("ami.port")) var amiPort: String?
    @Option(name: .field("ami.username"), help: .field("ami.username"), completion: .field("ami.username"))
    var amiUsername: String?
    @Option(name: .field("ami.secret"), help: .field("ami.secret"), completion: .field("ami.secret")) var amiSecret:
        String?
    @Option(name: .field("ami.secret_file"), help: .field("ami.secret_file"), completion: .field("ami.secret_file"))
    var amiSecretFile: String?
    @Option(name: .field("ami.auth"), help: .field("ami.auth"), completion: .field("ami.auth")) var amiAuth: String?
    @Option(name: .field("ami.tls.enabled"), help: .field("ami.tls.enabled"), completion: .field("ami.tls.enabled"))
    var amiTlsEnabled: String?
    @Option(name: .field("ami.tls.ca_file"), help: .field("ami.tls.ca_file"), completion: .field("ami.tls.ca_file"))
    var amiTlsCaFile: String?
    @Option(name: .field("ami.tls.verify"), help: .field("ami.tls.verify"), completion: .field("ami.tls.verify"))
    var amiTlsVerify: String?
    @Option(
        name: .field("ami.ping_interval_seconds"), help: .field("ami.ping_interval_seconds"),
        completion: .field("ami.ping_interval_seconds"))
    var amiPingIntervalSeconds: String?
    @Option(
        name: .field("ami.dead_after_seconds"), help: .field("ami.dead_after_seconds"),
        completion: .field("ami.dead_after_seconds")) var amiDeadAfterSeconds: String?
    @Option(
        name: .field("ami.reconnect.min_seconds"), help: .field("ami.reconnect.min_seconds"),
        completion: .field("ami.reconnect.min_seconds"))
    var amiReconnectMinSeconds: String?
    @Option(
        name: .field("ami.reconnect.max_seconds"), help: .field("ami.reconnect.max_seconds"),
        completion: .field("ami.reconnect.max_seconds"))
    var amiReconnectMaxSeconds: String?
    @OptionGroup var broker: BrokerFlags
    @Option(name: .field("mqtt.client_id"), help: .field("mqtt.client_id"), completion: .field("mqtt.client_id"))
    var mqttClientId: String?
    @Option(name: .field("mqtt.qos"), help: .field("mqtt.qos"), completion: .field("mqtt.qos")) var mqttQos: String?
    @Option(name: .field("mqtt.states"), help: .field("mqtt.states"), completion: .field("mqtt.states")) var mqttStates:
        String?
    @Option(
        name: .field("mqtt.message_expiry_seconds"), help: .field("mqtt.message_expiry_seconds"),
        completion: .field("mqtt.message_expiry_seconds"))
    var mqttMessageExpiry: String?
    @Option(
        name: .field("mqtt.max_inflight"), help: .field("mqtt.max_inflight"), completion: .field("mqtt.max_inflight"))
    var mqttMaxInflight: String?
    @Option(
        name: .field("mqtt.queue_messages"), help: .field("mqtt.queue_messages"),
        completion: .field("mqtt.queue_messages")) var mqttQueueMessages: String?
    @Option(name: .field("mqtt.queue_bytes"), help: .field("mqtt.queue_bytes"), completion: .field("mqtt.queue_bytes"))
    var mqttQueueBytes: String?
    @Option(
        name: .field("mqtt.metrics_interval_seconds"), help: .field("mqtt.metrics_interval_seconds"),
        completion: .field("mqtt.metrics_interval_seconds"))
    var mqttMetricsIntervalSeconds: String?
    @Option(name: .field("pbx.name"), help: .field("pbx.name"), completion: .field("pbx.name")) var pbxName: String?
    @Option(name: .field("pbx.trunks"), help: .field("pbx.trunks"), completion: .field("pbx.trunks")) var pbxTrunks:
        String?
    @Option(name: .field("bridge.standby"), help: .field("bridge.standby"), completion: .field("bridge.standby"))
    var bridgeStandby: String?
    @Option(name: .field("bridge.instance"), help: .field("bridge.instance"), completion: .field("bridge.instance"))
    var bridgeInstance: String?

    @Option(
        name: .field("calls.silence_seconds"), help: .field("calls.silence_seconds"),
        completion: .field("calls.silence_seconds")) var callsSilenceSeconds: String?
    @Option(name: .field("calls.max_calls"), help: .field("calls.max_calls"), completion: .field("calls.max_calls"))
    var callsMaxCalls: String?
    @Option(
        name: .field("calls.max_channels"), help: .field("calls.max_channels"), completion: .field("calls.max_channels")
    ) var callsMaxChannels: String?
    @Option(name: .field("calls.events"), help: .field("calls.events"), completion: .field("calls.events"))
    var callsEvents: String?
    @Option(name: .field("calls.variables"), help: .field("calls.variables"), completion: .field("calls.variables"))
    var callsVariables: String?
    @Option(
        name: .field("home_assistant.enabled"), help: .field("home_assistant.enabled"),
        completion: .field("home_assistant.enabled")) var homeAssistantEnabled: String?
    @Option(
        name: .field("home_assistant.discovery_prefix"), help: .field("home_assistant.discovery_prefix"),
        completion: .field("home_assistant.discovery_prefix"))
    var homeAssistantDiscoveryPrefix: String?
    @Option(name: .field("store.folder"), help: .field("store.folder"), completion: .field("store.folder"))
    var storeFolder: String?
    @Option(name: .field("store.max_bytes"), help: .field("store.max_bytes"), completion: .field("store.max_bytes"))
    var storeMaxBytes: String?
    @Option(name: .field("http.listen"), help: .field("http.listen"), completion: .field("http.listen")) var httpListen:
        String?
    @Option(name: .field("http.board"), help: .field("http.board"), completion: .field("http.board")) var httpBoard:
        String?
    @Option(name: .field("http.token"), help: .field("http.token"), completion: .field("http.token")) var httpToken:
        String?
    @Option(name: .field("http.token_file"), help: .field("http.token_file"), completion: .field("http.token_file"))
    var httpTokenFile: String?
    @Option(name: .field("log.level"), help: .field("log.level"), completion: .field("log.level")) var logLevel: String?
    @Option(name: .field("log.format"), help: .field("log.format"), completion: .field("log.format")) var logFormat:
        String?

    /// Flags of which none is given.
    public init() {}

    /// What was given, by the paths of the fields: the shape that ``ConfigurationLoader`` takes.
    public var values: [String: String] {
        let all: [(String, String?)] = [
            ("ami.host", amiHost),
            ("ami.port", amiPort),
            ("ami.username", amiUsername),
            ("ami.secret", amiSecret),
            ("ami.secret_file", amiSecretFile),
            ("ami.auth", amiAuth),
            ("ami.tls.enabled", amiTlsEnabled),
            ("ami.tls.ca_file", amiTlsCaFile),
            ("ami.tls.verify", amiTlsVerify),
            ("ami.ping_interval_seconds", amiPingIntervalSeconds),
            ("ami.dead_after_seconds", amiDeadAfterSeconds),
            ("ami.reconnect.min_seconds", amiReconnectMinSeconds),
            ("ami.reconnect.max_seconds", amiReconnectMaxSeconds),
            ("mqtt.client_id", mqttClientId),
            ("mqtt.qos", mqttQos),
            ("mqtt.states", mqttStates),
            ("mqtt.message_expiry_seconds", mqttMessageExpiry),
            ("mqtt.max_inflight", mqttMaxInflight),
            ("mqtt.queue_messages", mqttQueueMessages),
            ("mqtt.queue_bytes", mqttQueueBytes),
            ("mqtt.metrics_interval_seconds", mqttMetricsIntervalSeconds),
            ("pbx.name", pbxName),
            ("pbx.trunks", pbxTrunks),
            ("bridge.standby", bridgeStandby),
            ("bridge.instance", bridgeInstance),
            ("calls.silence_seconds", callsSilenceSeconds),
            ("calls.max_calls", callsMaxCalls),
            ("calls.max_channels", callsMaxChannels),
            ("calls.events", callsEvents),
            ("calls.variables", callsVariables),
            ("home_assistant.enabled", homeAssistantEnabled),
            ("home_assistant.discovery_prefix", homeAssistantDiscoveryPrefix),
            ("store.folder", storeFolder),
            ("store.max_bytes", storeMaxBytes),
            ("http.listen", httpListen),
            ("http.board", httpBoard),
            ("http.token", httpToken),
            ("http.token_file", httpTokenFile),
            ("log.level", logLevel),
            ("log.format", logFormat),
        ]
        return all.reduce(into: broker.values) { values, flag in values[flag.0] = flag.1 }
    }
}

extension NameSpecification {
    static func field(_ path: String) -> NameSpecification {
        .customLong(ConfigurationTable.field(path).flagName)
    }
}

extension CompletionKind {
    static func field(_ path: String) -> CompletionKind {
        let field = ConfigurationTable.field(path)
        if field.isPath { return .file() }
        return field.choices.isEmpty ? .default : .list(field.choices)
    }
}

extension ArgumentHelp {
    static func field(_ path: String) -> ArgumentHelp {
        let field = ConfigurationTable.field(path)
        var text = "\(field.help). Takes \(field.typeDescription)."
        if field.isList { text += " Several by commas." }
        text += " [$\(field.environmentName)]"
        if let value = field.defaultText { text += " (default: \(value))" }
        // "--ami-tls-ca-file <file>": the flag has said the rest.
        let name = path.split { $0 == "." || $0 == "_" }.last.map(String.init)
        return ArgumentHelp(text, valueName: name)
    }
}
