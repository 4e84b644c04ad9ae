import DequeModule
import Logging
import Synchronization

import Glibc

/// The network thread: connects, delivers, reconnects. It alone owns the messages once it has taken them in, so no lock
/// is held while libmosquitto works.
///
/// `kept` holds, in order, what is in flight (the first `sent` places) and what waits (the rest). When a connection is
/// lost, `sent` goes back to 0, and all is sent again as it stood: older before newer, and never more than the window.
final class DeliveryLoop {
    let client: MQTTClient
    let configuration: MQTTConfiguration
    var choice: BrokerChoice
    /// When the preferred broker is tried again.
    var nextCheck = ContinuousClock.now
    /// The brokers that were reported to support 3.1.1 only.
    var saidOlder: Set<BrokerAddress> = []
    let logger: Logger

    var kept: Deque<KeptMessage> = []
    /// The number of the first place of `kept`, counted from the first message ever.
    var head: UInt32 = 0
    var sent = 0
    var inFlight = 0
    var ownInFlight = 0
    /// The number of the place that a packet id was given to.
    var places = [UInt32](repeating: 0, count: 65_536)
    var farewellIsKept = false
    var isLeaving = false
    var subscriptions: [Subscription] = []
    /// How many of them this connection has asked for.
    var subscribed = 0
    var settlements = Settlements()
    var quarantine: Quarantine
    /// Until when nothing is subscribed to, because a received message was too large.
    var deafUntil: ContinuousClock.Instant?
    /// The brokers that sent invalid MQTT 5, and until when 3.1.1 is used with them.
    var speaksOlder: [BrokerAddress: ContinuousClock.Instant] = [:]
    /// How many connections in a row ended soon and with no message in flight.
    var earlyEnds = 0
    /// Until when the birth messages are not sent, because the broker closes the connection at them.
    var birthIsLeftOutUntil: ContinuousClock.Instant?

    var backoff: Backoff
    var generator = SystemRandomNumberGenerator()
    var hasConnected = false
    var refusalsLogged = 0
    var lastProgress = ContinuousClock.now
    var lastConnected = ContinuousClock.now
    /// Set where the broker's session may hold packet ids of this client from before.
    var mustStartClean = false

    /// libmosquitto counts packet ids up and does not look whether one is still in use: fewer places than ids may lie
    /// between the oldest message in flight and the newest.
    static let mostPlaces = 60_000
    /// Sent at once, before answers are looked at: it lets the broker begin.
    static let burst = 128

    init(client: MQTTClient) {
        self.client = client
        configuration = client.configuration
        logger = client.logger
        choice = BrokerChoice([client.configuration.broker] + client.configuration.otherBrokers)
        backoff = Backoff(
            shortest: client.configuration.reconnectDelayMin, longest: client.configuration.reconnectDelayMax)
        quarantine = Quarantine(firstWait: client.configuration.reconnectDelayMax)
    }

    // MARK: Connection after connection

    func run() {
        while !isOver() {
            var connected = false
            do {
                let (link, session) = try connect()
                connected = true
                didConnect(session)
                try deliver(by: link, session)
                break
            } catch {
                client.state.withLock { $0.session = nil }
                learn(from: error, connected: connected)
                let isPushedOut = isPushedOut(by: error, connected: connected)
                let mayBeMessage = connected && error.mayBeAboutMessage
                let verdict =
                    mayBeMessage && !isProbing
                    ? quarantine.closed(inFlight: inFlight, isSaidOfMessage: error.isSaidOfMessage) : .innocent
                let suspect = verdict == .guilty ? kept.first { $0.progress == .inFlight } : nil
                takeBack()
                if let suspect { setAside(suspect) }
                if isOver() { break }
                if error.kind == .abandoned { continue }
                let pauses = choice.failed()
                var delay =
                    pauses
                    ? backoff.next(waitingHelps: error.waitingHelps || mayBeMessage, using: &generator)
                    : .zero
                if isPushedOut { delay = max(delay, sayPushedOut()) }
                report(error, connected: connected, retryIn: delay)
                pause(delay)
            }
        }
        tellState()
        client.state.withLock { $0.session = nil }
    }

    /// Whether to end without a connection: at once, or in order with nothing left to deliver or no time.
    func isOver() -> Bool {
        client.state.withLock { state in
            switch state.ending {
            case nil: false
            case .atOnce: true
            case .orderly(let deadline): state.held == quarantine.count || deadline <= .now
            }
        }
    }

    /// Takes back the messages that the lost connection left unacknowledged.
    func takeBack() {
        // Answers that arrived before the end are settled. Messages of the connection itself end with it.
        kept.removeAll { $0.progress == .over || $0.belongsToConnection }
        if isProbing, let probed = kept.popFirst() { _ = quarantine.add(probed) }
        for index in kept.indices {
            guard kept[index].progress == .inFlight else { break }
            kept[index].progress = .waiting
            kept[index].wasSent = true
        }
        sent = 0
        inFlight = 0
        ownInFlight = 0
        farewellIsKept = false
        isLeaving = false
        tellState()
    }

    /// Quarantines the message at which the broker closes the connection, so that the others continue.
    func setAside(_ suspect: KeptMessage) {
        // If it closes at one message after another, the messages are not the cause, and only waiting helps.
        if quarantine.guiltyInRow <= 3 { backoff.reset() }
        if suspect.belongsToConnection {
            birthIsLeftOutUntil = .now + configuration.reconnectDelayMax * 10
            logger.error(
                """
                \(choice.broker) closes the connection at the message to \(suspect.message.topic), which is not \
                sent for now: allow this client to write to it in the broker's access list
                """)
            return
        }
        if quarantine.isFull {
            // Nothing passes: dropping messages would lose them for a fault of the broker.
            if quarantine.guiltyInRow >= Quarantine.limit { return }
            let text = "the broker closes the connection at it, and too many messages are quarantined"
            let given = quarantine.take()
            log(.unsendable(text), given.message)
            settlements.add(given.message, .unsendable(text))
        }
        kept.removeFirst()
        let wait = quarantine.add(suspect)
        logger.error(
            """
            \(choice.broker) closes the connection at a message of \(suspect.message.payload.count) bytes to \
            \(suspect.message.topic); it is quarantined so that the others continue: check the broker's largest packet \
            and access list (next attempt in \(wait.inTenths) s, then more and more rarely)
            """)
        tellState()
    }

    /// Whether the first message is a quarantined one that is tried again.
    var isProbing: Bool { kept.first.map { $0.trials > 0 } ?? false }

    /// How many messages may be in flight now.
    func window(of session: MQTTSession) -> Int {
        if isProbing { return 1 }
        if quarantine.isDue, client.state.withLock({ $0.ending }) == nil {
            // It goes alone, when all before it are through.
            if inFlight > 0 { return 0 }
            kept.prepend(quarantine.take())
            head &-= 1
            return 1
        }
        return quarantine.isSearching ? 1 : session.inFlightWindow
    }

    func hasProven() {
        backoff.reset()
        choice.hasProven()
    }

    // MARK: The end

    /// Whether the connection was ended.
    func end(_ ending: ClientState.Ending, by link: BrokerLink) throws(MQTTConnectionFailure) -> Bool {
        guard case .orderly(let deadline) = ending else {
            throw MQTTConnectionFailure(.abandoned, "the client was stopped", remedy: "nothing to do: it was requested")
        }
        if !farewellIsKept, let farewell = configuration.farewell {
            kept.append(KeptMessage(farewell, accepted: .now, belongsToConnection: true))
            farewellIsKept = true
        }
        if kept.isEmpty {
            link.disconnect(withWill: false)
            return true
        }
        if deadline <= .now {
            // Without the farewell the will must say it, or the retained status would go on saying "online".
            let farewellIsOpen = kept.last?.belongsToConnection == true && kept.last?.progress != .over
            link.disconnect(withWill: farewellIsOpen && configuration.will != nil)
            return true
        }
        return false
    }

    var unacknowledged: MQTTConnectionFailure {
        MQTTConnectionFailure(
            .unacknowledged,
            "\(choice.broker) acknowledged none of \(inFlight) messages for "
                + "\(configuration.acknowledgementTimeout.inTenths) s",
            remedy: "they are kept and will be sent again; look at the broker's load and log")
    }

    // MARK: The shared state

    /// Tells what was settled, takes in what was published, calls whoever wants to know.
    @discardableResult
    func tellState(takingIn: Bool = false, mayIdle: Bool = false) -> (ending: ClientState.Ending?, isIdle: Bool) {
        var told = Settlements()
        swap(&told, &settlements)
        var batch: [KeptMessage] = []
        let ownInFlight = self.ownInFlight
        let inFlight = self.inFlight
        let setAside = quarantine.count
        let (ending, isIdle, hasDrained) = client.state.withLock { state in
            state.counters.acknowledged += told.acknowledged
            state.counters.refused += told.refused
            state.counters.expired += told.expired
            state.counters.resent += told.resent
            state.held -= told.released
            state.heldBytes -= told.releasedBytes
            state.counters.inFlight = inFlight - ownInFlight
            state.counters.setAside = setAside
            if takingIn { swap(&batch, &state.incoming) }
            if subscriptions.count < state.subscriptions.count { subscriptions = state.subscriptions }
            state.isIdle = mayIdle && batch.isEmpty
            var hasDrained = false
            if state.isSaturated, state.held <= configuration.queueLimit / 2,
                state.heldBytes <= configuration.queueByteLimit / 2
            {
                state.isSaturated = false
                hasDrained = true
            }
            return (state.ending, state.isIdle, hasDrained)
        }
        if !batch.isEmpty { kept.append(contentsOf: batch) }
        if !told.acknowledgements.isEmpty { client.onAcknowledged?(told.acknowledgements) }
        if hasDrained { client.onDrained?() }
        return (ending, isIdle)
    }
}
