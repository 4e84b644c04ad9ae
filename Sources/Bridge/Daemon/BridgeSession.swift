import AMI
import Board
import Correlator
import Logging
import MQTT
import Operations
import Store

/// What stands between the PBX and the broker: it is handed what Asterisk says, on the connection's event loop, and
/// hands the client what the calls did, a batch at a time.
struct BridgeSession: AMISessionDelegate, ~Copyable {
    private var correlator: Correlator
    /// On the way to the broker; what the calls did goes nowhere else.
    private var route: BrokerRoute
    /// What the broker is to keep besides.
    private var states: States?
    /// What people see of it besides; nobody looks where there is none.
    private let liveBoard: LiveBoard?
    /// Whether nothing is to be handed on, and so nothing read, since the route is about to be another.
    private var isHolding = false
    private let backlog: Backlog
    private let store: Store?
    private let prefix: String
    private let logger: Logger
    private var session: AMISession?
    private var rollCall = RollCall(now: .now())
    private var hasSaidRefused = false
    private var overBound = 0
    private var unfinishedRollCalls = 0
    private var faults: DecodeFaults
    private var figures: SessionFigures
    private let standby: Standby?
    private var held: HeldMessages?

    init(
        correlator: consuming Correlator, route: consuming BrokerRoute, states: States?, liveBoard: LiveBoard?,
        backlog: Backlog, store: Store?, prefix: String, board: FiguresBoard, standby: Standby?, logger: Logger
    ) {
        self.correlator = correlator
        self.route = route
        self.states = states
        self.liveBoard = liveBoard
        self.backlog = backlog
        self.store = store
        self.prefix = prefix
        self.logger = logger
        faults = DecodeFaults(logger: logger)
        figures = SessionFigures(board: board)
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
        figures.decoder = counters
        publish()
        return isHolding || route.outbox.isFull ? .pause : .continue
    }

    // MARK: Sessions

    mutating func sessionBegan(_ session: AMISession) {
        self.session = session
        backlog.session = session
        figures.sessionBegan()
        liveBoard?.post(isConnected: true, of: figures.board.pbx)
        report()
        do { try rollCall.sessionBegan(session, for: &correlator) } catch { sayNotAsked(error) }
    }

    mutating func sessionEnded(_ reason: AMIDisconnection) {
        session = nil
        backlog.session = nil
        figures.sessionEnded()
        liveBoard?.post(isConnected: false, of: figures.board.pbx)
        report()
        rollCall.sessionEnded(for: &correlator)
    }

    mutating func willReconnect(after reason: AMIDisconnection, in delay: Duration) {
        figures.willReconnect(after: reason)
        report()
    }

    var tickWanted: Duration? {
        let now = Timestamp.now()
        return [correlator.untilDeadline(at: now), states?.tickWanted(connection: route.connection, at: now)]
            .compactMap(\.self).min()
    }

    mutating func tick() {
        let now = Timestamp.now()
        correlator.advance(to: now)
        publish()
        if !isHolding, !route.outbox.isFull { session?.resume() }
        do { try rollCall.tick(at: now, for: &correlator) } catch { sayNotAsked(error) }
        let passedOver = correlator.counters.overBound
        if passedOver > overBound {
            logger.error(
                "channels were passed over: calls.max_calls or calls.max_channels is reached; raise it",
                metadata: ["channels": "\(passedOver - overBound)", "open_calls": "\(correlator.openCalls)"])
            overBound = passedOver
        }
        let unfinished = correlator.counters.unfinishedRollCalls
        if unfinished > unfinishedRollCalls {
            logger.warning(
                "Asterisk's list of channels was not whole: no call is taken to be over by it, and it is asked again")
            unfinishedRollCalls = unfinished
        }
        faults.look(at: figures.decoder)
        report()
        route.publishFigures(figures.board.current, prefix: prefix)
    }

    private func sayNotAsked(_ error: AMIActionError) {
        logger.error("Asterisk was not asked which channels there are: \(error)")
    }

    /// Leaves the figures where others read them: once a tick, and when a session begins or ends.
    private mutating func report() {
        figures.post(correlator.counters, correlator.openCalls, correlator.openChannels, route.client, store)
    }

    // MARK: Publishing

    private mutating func publish() {
        if isHolding { return }
        let events = correlator.takeEvents()
        figures.count(events)
        states?.note(events) { correlator.isOpen($0) }
        liveBoard?.post(events, openCalls: correlator.openCalls, of: figures.board.pbx) { correlator.isOpen($0) }
        let messages = events.lazy.filter { !$0.retain || !$0.callID.isEmpty }.map { [prefix, qos = route.qos] event in
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
            route.outbox.add(released, correlator.takeChanges())
        } else {
            route.outbox.add(messages.map(\.message), correlator.takeChanges())
        }
        route.outbox.flush()
        publishStates()
    }

    private mutating func publishStates() {
        for kept in route.found.take() {
            guard let call = states?.found(kept.payload, at: kept.topic, isOpen: { correlator.isOpen($0) })
            else { continue }
            liveBoard?.post(kept: call.status, ofCall: call.callID, of: figures.board.pbx)
        }
        guard let connection = route.connection,
            let messages = states?.take(connection: connection, at: .now()), !messages.isEmpty
        else { return }
        do {
            try route.client.publish(messages)
        } catch {
            logger.error("states could not be published: \(error)")
        }
    }

    // MARK: Other settings

    /// Another connection to Asterisk takes the place of the one that was there.
    mutating func connectionReplaced() {
        figures.connectionReplaced()
    }

    /// Goes on with the calls under other options.
    mutating func apply(_ options: CorrelatorOptions) {
        correlator.apply(options)
    }

    /// Hands nothing on and reads nothing until there is another route, or the same again.
    mutating func hold() {
        publish()
        isHolding = true
    }

    /// Goes on by another route, which begins with what the one before has not delivered.
    mutating func release(to route: consuming BrokerRoute) {
        self.route = route
        states?.brokerReplaced()
        release()
    }

    /// Goes on by the same route.
    mutating func release() {
        isHolding = false
        publish()
        session?.resume()
    }
}
