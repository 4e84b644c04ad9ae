import MQTT
import Operations

/// The way to the broker, as long as its settings are the same.
struct BrokerRoute: ~Copyable {
    let client: MQTTClient
    var outbox: Outbox
    /// What the broker was found to keep.
    let found: FoundStates
    let qos: MQTTQoS
    /// How often figures are published; zero for never.
    let figuresInterval: Duration
    private var figuresPublished: (at: ContinuousClock.Instant, text: String)?

    init(
        client: MQTTClient, outbox: consuming Outbox, found: FoundStates, qos: MQTTQoS, figuresInterval: Duration
    ) {
        self.client = client
        self.outbox = outbox
        self.found = found
        self.qos = qos
        self.figuresInterval = figuresInterval
    }

    /// The number of the connection that stands; `nil` while there is none.
    var connection: Int? { client.session == nil ? nil : client.counters.reconnects }

    /// Publishes the figures where they are due and have changed. Figures that can't be delivered now are not kept: the
    /// next ones are better.
    mutating func publishFigures(_ figures: PBXFigures, prefix: String) {
        guard figuresInterval > .zero, client.session != nil else { return }
        let now = ContinuousClock.now
        if let published = figuresPublished, now - published.at < figuresInterval { return }
        let text = FiguresJSON.text(figures)
        guard text != figuresPublished?.text else { return }
        guard
            let message = try? MQTTMessage(
                topic: "\(prefix)/bridge/metrics", payload: Array(text.utf8), qos: .atLeastOnce, retain: true,
                contentType: "application/json"), (try? client.publish(message)) != nil
        else { return }
        figuresPublished = (now, text)
    }
}
