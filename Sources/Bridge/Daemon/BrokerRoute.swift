import MQTT
import Operations

/// The connection to the broker with its outbox; a reload with other settings replaces it.
struct BrokerRoute: ~Copyable {
    let client: MQTTClient
    var outbox: Outbox
    /// The retained messages that were found at the broker.
    let found: FoundStates
    let qos: MQTTQoS
    /// How often metrics are published; zero for never.
    let metricsInterval: Duration
    private var metricsPublished: (at: ContinuousClock.Instant, text: String)?

    init(
        client: MQTTClient, outbox: consuming Outbox, found: FoundStates, qos: MQTTQoS, metricsInterval: Duration
    ) {
        self.client = client
        self.outbox = outbox
        self.found = found
        self.qos = qos
        self.metricsInterval = metricsInterval
    }

    /// The number of the current connection; `nil` without one.
    var connection: Int? { client.session == nil ? nil : client.counters.reconnects }

    /// Publishes the metrics where they are due and have changed. Metrics that can't be delivered now are not kept: the
    /// next ones are better.
    mutating func publishMetrics(_ metrics: PBXMetrics, prefix: String) {
        guard metricsInterval > .zero, client.session != nil else { return }
        let now = ContinuousClock.now
        if let published = metricsPublished, now - published.at < metricsInterval { return }
        let text = MetricsJSON.text(metrics)
        guard text != metricsPublished?.text else { return }
        guard
            let message = try? MQTTMessage(
                topic: "\(prefix)/bridge/metrics", payload: Array(text.utf8), qos: .atLeastOnce, retain: true,
                contentType: "application/json"), (try? client.publish(message)) != nil
        else { return }
        metricsPublished = (now, text)
    }
}
