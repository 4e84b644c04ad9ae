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
    private let backlog: Backlog
    private let prefix: String
    private let qos: MQTTQoS
    private let logger: Logger
    private var session: AMISession?
    private var rollCall = RollCall(now: .now())
    private var hasSaidRefused = false
    private var overBound = 0
    private let standby: Standby?
    private var held: HeldMessages?

    init(
        correlator: consuming Correlator, outbox: consuming Outbox, backlog: Backlog, prefix: String, qos: MQTTQoS,
        standby: Standby?, logger: Logger
    ) {
        self.correlator = correlator
        self.outbox = outbox
        self.backlog = backlog
        self.prefix = prefix
        self.qos = qos
        self.logger = logger
        self.standby = standby
        held = standby?.held
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

    var tickWanted: Duration? { correlator.untilDeadline(at: .now()) }

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

    private mutating func publish() {
        let (prefix, qos) = (prefix, qos)
        let messages = correlator.takeEvents().map { event in
            (
                eventID: event.eventID,
                message: StoredMessage(
                    topic: "\(prefix)/\(event.topic)", payload: event.payload,
                    qos: UInt8(clamping: event.qos ?? Int(qos.rawValue)), retain: event.retain, name: event.name,
                    importance: event.importance)
            )
        }
        if let standby {
            // Out of its place while it changes, or it would be copied.
            var held = self.held ?? standby.held
            self.held = nil
            for (eventID, message) in messages { held.hold(message, eventID: eventID) }
            let released = standby.release(&held)
            self.held = held
            outbox.add(released, correlator.takeChanges())
        } else {
            outbox.add(messages.map(\.message), correlator.takeChanges())
        }
        outbox.flush()
    }
}
