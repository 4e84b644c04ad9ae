import AMI
import Correlator
import Logging
import MQTT
import Store

/// What stands between the PBX and the broker: it is handed what Asterisk says, on the connection's event loop, and
/// hands the client what the calls did, a batch at a time.
struct BridgeSession: AMISessionDelegate, ~Copyable {
    private var correlator: Correlator
    private var outbox: Outbox
    private var states: States?
    private let client: MQTTClient
    private let backlog: Backlog
    private let prefix: String
    private let qos: MQTTQoS
    private let logger: Logger
    private var session: AMISession?
    private var rollCall = RollCall(now: .now())
    private var hasSaidRefused = false
    private var overBound = 0

    init(
        correlator: consuming Correlator, outbox: consuming Outbox, states: States?, client: MQTTClient,
        backlog: Backlog,
        prefix: String, qos: MQTTQoS, logger: Logger
    ) {
        self.correlator = correlator
        self.outbox = outbox
        self.states = states
        self.client = client
        self.backlog = backlog
        self.prefix = prefix
        self.qos = qos
        self.logger = logger
    }

    // MARK: What Asterisk says

    func wants(event name: RawSpan) -> Bool { correlator.wants(event: name) }

    mutating func receive(_ message: borrowing AMIMessage) {
        if message.kind == .response {
            guard rollCall.isRefused(by: message, for: &correlator), !hasSaidRefused else { return }
            hasSaidRefused = true
            logger.warning(
                """
                this AMI user may not ask which channels there are, so calls that begin or end while the connection is \
                lost stay unknown; give it the right 'reporting' in manager.conf
                """)
        } else {
            correlator.receive(message)
        }
    }

    mutating func decode(_ bytes: RawSpan, with decoder: inout AMIDecoder) {
        correlator.arrival = Timestamp.now()
        decoder.decode(bytes, into: &self)
    }

    mutating func batchEnded(_ counters: AMIDecoderCounters) -> AMIReadDecision {
        publish()
        return outbox.isFull ? .pause : .continue
    }

    // MARK: Sessions

    mutating func sessionBegan(_ session: AMISession) {
        self.session = session
        backlog.session = session
        do { try rollCall.sessionBegan(session, for: &correlator) } catch { sayNotAsked(error) }
    }

    mutating func sessionEnded(_ reason: AMIDisconnection) {
        session = nil
        backlog.session = nil
        rollCall.sessionEnded(for: &correlator)
    }

    var tickWanted: Duration? {
        let now = Timestamp.now()
        return [correlator.untilDeadline(at: now), states?.tickWanted(connection: connection, at: now)].compactMap(
            \.self
        ).min()
    }

    mutating func tick() {
        let now = Timestamp.now()
        correlator.advance(to: now)
        publish()
        if !outbox.isFull { session?.resume() }
        do { try rollCall.tick(at: now, for: &correlator) } catch { sayNotAsked(error) }
        let passedOver = correlator.counters.overBound
        if passedOver > overBound {
            logger.error(
                "channels were passed over: calls.max_calls or calls.max_channels is reached; raise it",
                metadata: ["channels": "\(passedOver - overBound)", "open_calls": "\(correlator.openCalls)"])
            overBound = passedOver
        }
    }

    private func sayNotAsked(_ error: AMIActionError) {
        logger.error("Asterisk was not asked which channels there are: \(error)")
    }

    // MARK: Publishing

    /// The number of the broker's connection; `nil` while there is none.
    private var connection: Int? { client.session == nil ? nil : client.counters.reconnects }

    private mutating func publish() {
        let events = correlator.takeEvents()
        states?.note(events) { correlator.isOpen($0) }
        outbox.add(
            events.filter { !$0.retain || !$0.callID.isEmpty }.map { event in
                StoredMessage(
                    topic: "\(prefix)/\(event.topic)", payload: event.payload,
                    qos: UInt8(clamping: event.qos ?? Int(qos.rawValue)), retain: event.retain, name: event.name,
                    importance: event.importance)
            }, correlator.takeChanges())
        outbox.flush()
        publishStates()
    }

    private mutating func publishStates() {
        guard let connection, let messages = states?.take(connection: connection, at: .now()), !messages.isEmpty
        else { return }
        do {
            try client.publish(messages)
        } catch {
            logger.error("states could not be published: \(error)")
        }
    }
}
