/// One metric: its name, its help and its values. Prometheus and the broker get their metrics from ``all``.
struct Metric: Sendable {
    /// The kind of a metric.
    enum Kind: String, Sendable {
        /// It only grows.
        case counter
        /// It goes up and down.
        case gauge
    }

    /// A value, and its label.
    struct Sample: Sendable, Equatable {
        var label: String?
        var value: Int64
    }

    /// Without prefix, and without `_total`: `ami_messages`.
    let name: String
    let kind: Kind
    /// A sentence.
    let help: String
    /// The name of the label, beside the PBX.
    let label: String?
    /// The values, in a fixed order; empty without any.
    let samples: @Sendable (PBXMetrics) -> [Sample]

    private init(_ name: String, _ kind: Kind, _ help: String, _ value: @escaping @Sendable (PBXMetrics) -> Int64?) {
        self.name = name
        self.kind = kind
        self.help = help
        label = nil
        samples = { metrics in value(metrics).map { [Sample(label: nil, value: $0)] } ?? [] }
    }

    private init(
        _ name: String, _ help: String, by label: String, _ values: @escaping @Sendable (PBXMetrics) -> [String: UInt64]
    ) {
        self.name = name
        kind = .counter
        self.help = help
        self.label = label
        samples = { metrics in
            values(metrics).sorted { $0.key < $1.key }.map { Sample(label: $0.key, value: Int64(clamping: $0.value)) }
        }
    }

    /// As Prometheus calls it.
    var fullName: String { "asterisk_mqtt_\(name)\(kind == .counter ? "_total" : "")" }

    /// All metrics, in the order in which they are published.
    static let all: [Metric] = [
        Metric("ami_connected", .gauge, "Whether the AMI user is logged in.") { $0.isLoggedIn ? 1 : 0 },
        Metric("ami_reconnects", "Reconnects to Asterisk.", by: "reason") {
            $0.reconnects
        },
        Metric("ami_bytes", .counter, "Bytes that Asterisk sent.") { Int64(clamping: $0.bytes) },
        Metric("ami_messages", .counter, "AMI messages decoded.") { Int64(clamping: $0.messages) },
        Metric("ami_events_used", .counter, "AMI events that the spec uses.") { Int64(clamping: $0.used) },
        Metric("ami_events_skipped", .counter, "AMI events that the spec skips.") { Int64(clamping: $0.skipped) },
        Metric("ami_faults", "AMI messages that could not be used.", by: "fault") { $0.faults },
        Metric("channels_passed_over", .counter, "Channels not followed because a bound was reached.") {
            Int64(clamping: $0.passedOver)
        },
        Metric("calls_open", .gauge, "Calls in progress.") { Int64($0.openCalls) },
        Metric("channels_open", .gauge, "Open channels.") { Int64($0.openChannels) },
        Metric("calls_begun", .counter, "Calls that began.") { Int64(clamping: $0.callsBegun) },
        Metric("calls_ended", .counter, "Calls that ended.") { Int64(clamping: $0.callsEnded) },
        Metric("events", "Messages for the broker, by event.", by: "event") { $0.events },
        Metric("mqtt_connected", .gauge, "Whether the broker is connected.") { $0.isConnected ? 1 : 0 },
        Metric("mqtt_reconnects", .counter, "Connections to the broker after the first.") {
            Int64(clamping: $0.brokerReconnects)
        },
        Metric("mqtt_published", .counter, "Messages passed to the MQTT client.") {
            Int64(clamping: $0.published)
        },
        Metric("mqtt_acknowledged", .counter, "Messages that the broker has acknowledged.") {
            Int64(clamping: $0.acknowledged)
        },
        Metric("mqtt_refused", .counter, "Messages that the broker has refused.") { Int64(clamping: $0.refused) },
        Metric("mqtt_waiting", .gauge, "Messages in the MQTT client without acknowledgement.") {
            Int64($0.waiting)
        },
        Metric("store_messages", .gauge, "Messages in the store.") {
            $0.store.map { Int64($0.messages) }
        },
        Metric("store_bytes", .gauge, "Bytes of payloads in the store.") {
            $0.store.map { Int64($0.bytes) }
        },
        Metric("store_given_up", .counter, "Messages dropped because store.max_bytes was reached.") {
            $0.store.map { Int64(clamping: $0.givenUp) }
        },
    ]
}
