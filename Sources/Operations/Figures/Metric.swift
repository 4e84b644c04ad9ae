/// One figure that others can read: its name, what it is, and where it comes from. All that is told of figures, to
/// Prometheus and to the broker, is made of ``all``.
struct Metric: Sendable {
    /// What may become of a figure.
    enum Kind: String, Sendable {
        /// It only grows.
        case counter
        /// It goes up and down.
        case gauge
    }

    /// A value, and what tells it from the others of the metric.
    struct Sample: Sendable, Equatable {
        var label: String?
        var value: Int64
    }

    /// Without prefix, and without `_total`: `ami_messages`.
    let name: String
    let kind: Kind
    /// A sentence.
    let help: String
    /// What the values are parted by, beside the PBX.
    let label: String?
    /// The values, in a settled order; empty where there is none.
    let samples: @Sendable (PBXFigures) -> [Sample]

    private init(_ name: String, _ kind: Kind, _ help: String, _ value: @escaping @Sendable (PBXFigures) -> Int64?) {
        self.name = name
        self.kind = kind
        self.help = help
        label = nil
        samples = { figures in value(figures).map { [Sample(label: nil, value: $0)] } ?? [] }
    }

    private init(
        _ name: String, _ help: String, by label: String, _ values: @escaping @Sendable (PBXFigures) -> [String: UInt64]
    ) {
        self.name = name
        kind = .counter
        self.help = help
        self.label = label
        samples = { figures in
            values(figures).sorted { $0.key < $1.key }.map { Sample(label: $0.key, value: Int64(clamping: $0.value)) }
        }
    }

    /// As Prometheus calls it.
    var fullName: String { "asterisk_mqtt_\(name)\(kind == .counter ? "_total" : "")" }

    /// All there are, in the order in which they are told.
    static let all: [Metric] = [
        Metric("ami_connected", .gauge, "Whether Asterisk has let the AMI user in.") { $0.isLoggedIn ? 1 : 0 },
        Metric("ami_reconnects", "Times a connection to Asterisk had to be made again.", by: "reason") {
            $0.reconnects
        },
        Metric("ami_bytes", .counter, "Bytes that Asterisk sent.") { Int64(clamping: $0.bytes) },
        Metric("ami_messages", .counter, "AMI messages that were decoded.") { Int64(clamping: $0.messages) },
        Metric("ami_events_used", .counter, "AMI events that matter to calls.") { Int64(clamping: $0.used) },
        Metric("ami_events_skipped", .counter, "AMI events that nothing is made of.") { Int64(clamping: $0.skipped) },
        Metric("ami_faults", "AMI messages that could not be used.", by: "fault") { $0.faults },
        Metric("channels_passed_over", .counter, "Channels not tracked since a bound was reached.") {
            Int64(clamping: $0.passedOver)
        },
        Metric("calls_open", .gauge, "Calls that are going on.") { Int64($0.openCalls) },
        Metric("channels_open", .gauge, "Channels that are there.") { Int64($0.openChannels) },
        Metric("calls_begun", .counter, "Calls that began.") { Int64(clamping: $0.callsBegun) },
        Metric("calls_ended", .counter, "Calls that ended.") { Int64(clamping: $0.callsEnded) },
        Metric("events", "Messages made for the broker, by the event that they tell.", by: "event") { $0.events },
        Metric("mqtt_connected", .gauge, "Whether the broker has let the client in.") { $0.isConnected ? 1 : 0 },
        Metric("mqtt_reconnects", .counter, "Connections to the broker after the first.") {
            Int64(clamping: $0.brokerReconnects)
        },
        Metric("mqtt_published", .counter, "Messages that were handed to the MQTT client.") {
            Int64(clamping: $0.published)
        },
        Metric("mqtt_acknowledged", .counter, "Messages that the broker has taken.") {
            Int64(clamping: $0.acknowledged)
        },
        Metric("mqtt_refused", .counter, "Messages that the broker will not take.") { Int64(clamping: $0.refused) },
        Metric("mqtt_waiting", .gauge, "Messages with the MQTT client that the broker does not have.") {
            Int64($0.waiting)
        },
        Metric("store_messages", .gauge, "Messages on disk that the broker does not have.") {
            $0.store.map { Int64($0.messages) }
        },
        Metric("store_bytes", .gauge, "Bytes of the payloads of messages on disk.") {
            $0.store.map { Int64($0.bytes) }
        },
        Metric("store_given_up", .counter, "Messages given up since store.max_bytes was reached.") {
            $0.store.map { Int64(clamping: $0.givenUp) }
        },
    ]
}
