import DequeModule
import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The network thread: connects, delivers, reconnects. It alone owns the messages once it has taken them in, so no lock
/// is held while libmosquitto works.
///
/// `kept` holds, in order, what is in flight (the first `sent` places) and what waits (the rest). When a connection is
/// lost, `sent` goes back to 0, and all is sent again as it stood: older before newer, and never more than the window.
final class DeliveryLoop {
    private let client: MQTTClient
    private let configuration: MQTTConfiguration
    private var choice: BrokerChoice
    /// When the preferred broker is tried again.
    private var nextCheck = ContinuousClock.now
    /// The brokers that were reported to support 3.1.1 only.
    private var saidOlder: Set<BrokerAddress> = []
    private let logger: Logger

    private var kept: Deque<KeptMessage> = []
    /// The number of the first place of `kept`, counted from the first message ever.
    private var head: UInt32 = 0
    private var sent = 0
    private var inFlight = 0
    private var ownInFlight = 0
    /// The number of the place that a packet id was given to.
    private var places = [UInt32](repeating: 0, count: 65_536)
    private var farewellIsKept = false
    private var isLeaving = false
    private var subscriptions: [Subscription] = []
    /// How many of them this connection has asked for.
    private var subscribed = 0
    private var settlements = Settlements()
    private var quarantine: Quarantine
    /// Until when nothing is subscribed to, because a received message was too large.
    private var deafUntil: ContinuousClock.Instant?
    /// The brokers that sent invalid MQTT 5, and until when 3.1.1 is used with them.
    private var speaksOlder: [BrokerAddress: ContinuousClock.Instant] = [:]
    /// How many connections in a row ended soon and with no message in flight.
    private var earlyEnds = 0
    /// Until when the birth messages are not sent, because the broker closes the connection at them.
    private var birthIsLeftOutUntil: ContinuousClock.Instant?

    private var backoff: Backoff
    private var generator = SystemRandomNumberGenerator()
    private var hasConnected = false
    private var refusalsLogged = 0
    private var lastProgress = ContinuousClock.now
    private var lastConnected = ContinuousClock.now
    /// Set where the broker's session may hold packet ids of this client from before.
    private var mustStartClean = false

    /// libmosquitto counts packet ids up and does not look whether one is still in use: fewer places than ids may lie
    /// between the oldest message in flight and the newest.
    private static let mostPlaces = 60_000
    /// Sent at once, before answers are looked at: it lets the broker begin.
    private static let burst = 128

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

    /// Remembers what the next connection must do differently.
    private func learn(from failure: MQTTConnectionFailure, connected: Bool) {
        if failure.kind == .oversized { deafUntil = .now + configuration.reconnectDelayMax * 10 }
        // While connecting, 3.1.1 is tried at once.
        guard failure.kind == .malformed, connected, configuration.fallsBack, configuration.protocolVersion == .v5
        else { return }
        speaksOlder[choice.broker] = .now + configuration.reconnectDelayMax * 60
        logger.warning(
            """
            \(choice.broker) sent invalid MQTT 5, so MQTT 3.1.1 is used with it for \
            \((configuration.reconnectDelayMax * 60).inTenths) s
            """)
    }

    /// Whether a connection ended as if another client uses the same client id: soon, and with no message in flight.
    /// MQTT 3.1.1 brokers and mosquitto 2.0 don't report that reason.
    private func isPushedOut(by failure: MQTTConnectionFailure, connected: Bool) -> Bool {
        // A broker that could not be connected to in between was away.
        guard connected, failure.kind == .closed || failure.kind == .disconnected(.sessionTakenOver), inFlight == 0,
            ContinuousClock.now - lastConnected < .seconds(30)
        else {
            earlyEnds = 0
            return false
        }
        earlyEnds += 1
        return earlyEnds >= 3
    }

    /// Reports that another client uses the client id, and returns how long to wait: two fast clients would disconnect
    /// each other hundreds of times a minute.
    private func sayPushedOut() -> Duration {
        if earlyEnds == 3 || earlyEnds % 100 == 0 {
            logger.error(
                """
                \(choice.broker) has closed \(earlyEnds) connections in a row soon after they began: most likely \
                another client uses the client id "\(configuration.clientID)", and each disconnects the other; give each \
                its own
                """)
        }
        return min(configuration.reconnectDelayMax, configuration.reconnectDelayMin * (1 << min(earlyEnds, 20)))
    }

    /// Whether to end without a connection: at once, or in order with nothing left to deliver or no time.
    private func isOver() -> Bool {
        client.state.withLock { state in
            switch state.ending {
            case nil: false
            case .atOnce: true
            case .orderly(let deadline): state.held == quarantine.count || deadline <= .now
            }
        }
    }

    private func connect() throws(MQTTConnectionFailure) -> (BrokerLink, MQTTSession) {
        var current = configuration
        current.broker = choice.broker
        if let until = speaksOlder[choice.broker] {
            if until > .now { current.protocolVersion = .v311 } else { speaksOlder[choice.broker] = nil }
        }
        return try BrokerLink.connected(
            by: current, wakeUp: client.wakeUp, cleanStart: configuration.cleanStart || mustStartClean,
            isAbandoned: isOver
        ) {
            guard saidOlder.insert(current.broker).inserted else { return }
            logger.warning(
                """
                \(current.broker) does not support MQTT 5, so MQTT 3.1.1 is used: messages have no content type, user \
                properties or expiry, and the broker can't report why it refuses one
                """)
        }
    }

    private func didConnect(_ session: MQTTSession) {
        let reconnected = hasConnected
        hasConnected = true
        client.state.withLock {
            $0.session = session
            $0.failure = nil
            if reconnected { $0.counters.reconnects += 1 }
        }
        lastConnected = .now
        nextCheck = .now + configuration.preferredCheckInterval
        refusalsLogged = 0
        lastProgress = .now
        logger.notice("Connected to \(session)")
        client.emit(.connected(session))
        if let until = birthIsLeftOutUntil, until > .now { return }
        for message in configuration.birth.reversed() {
            kept.prepend(KeptMessage(message, accepted: .now, belongsToConnection: true))
            head &-= 1
        }
    }

    private func report(_ failure: MQTTConnectionFailure, connected: Bool, retryIn delay: Duration) {
        let next = delay > .zero ? "next attempt in \(delay.inTenths) s" : "\(choice.broker) is next"
        logger.log(
            level: failure.waitingHelps ? .warning : .error, "\(failure) (\(next))")
        client.state.withLock { $0.failure = failure }
        client.emit(connected ? .lost(failure, retryIn: delay) : .failed(failure, retryIn: delay))
    }

    private func pause(_ delay: Duration) {
        let end = ContinuousClock.now + delay
        while !isOver() {
            var until = end
            if case .orderly(let deadline) = client.state.withLock({ $0.ending }) { until = min(end, deadline) }
            let left = ContinuousClock.now.duration(to: until)
            if left <= .zero { return }
            var descriptor = pollfd(fd: client.wakeUp.readEnd, events: Int16(POLLIN), revents: 0)
            if poll(&descriptor, 1, left.pollTimeout) > 0 { client.wakeUp.drain() }
        }
    }

    /// Takes back the messages that the lost connection left unacknowledged.
    private func takeBack() {
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
    private func setAside(_ suspect: KeptMessage) {
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
    private var isProbing: Bool { kept.first.map { $0.trials > 0 } ?? false }

    /// How many messages may be in flight now.
    private func window(of session: MQTTSession) -> Int {
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

    private func hasProven() {
        backoff.reset()
        choice.hasProven()
    }

    // MARK: The preferred broker

    /// Tries the preferred broker on a thread of its own, now and then, while another one is connected.
    private func checkPreferred(at now: ContinuousClock.Instant) {
        guard !choice.isPreferred, now >= nextCheck else { return }
        nextCheck = now + configuration.preferredCheckInterval
        Task { [client, configuration] in
            guard await MQTTProbe.check(configuration).isConnected else { return }
            client.state.withLock { $0.preferredIsBack = true }
            client.wakeUp.signal()
        }
    }

    /// Leaves this connection for the preferred broker if that is available again: waits for acknowledgements, then
    /// sends the farewell. Returns the window for that, or `nil` to stay.
    private func windowToLeave(_ link: BrokerLink) throws(MQTTConnectionFailure) -> Int? {
        if choice.isPreferred { return nil }
        let (isBack, isEnding) = client.state.withLock { state in
            defer { state.preferredIsBack = false }
            return (state.preferredIsBack, state.ending != nil)
        }
        isLeaving = (isLeaving || isBack) && !isEnding
        guard isLeaving else { return nil }
        if inFlight > 0 { return 0 }
        if !farewellIsKept, let farewell = configuration.farewell {
            kept.prepend(KeptMessage(farewell, accepted: .now, belongsToConnection: true))
            head &-= 1
            farewellIsKept = true
        }
        if kept.first?.belongsToConnection == true { return 1 }
        link.disconnect(withWill: false)
        choice.prefer()
        logger.notice("\(choice.broker) is available again, and is preferred")
        throw MQTTConnectionFailure(
            .abandoned, "the connection was left for \(choice.broker)", remedy: "nothing to do: it is preferred")
    }

    // MARK: One connection

    private func deliver(by link: BrokerLink, _ session: MQTTSession) throws(MQTTConnectionFailure) {
        let since = ContinuousClock.now
        subscribed = 0
        var nextKeepAlive = since + .seconds(1)
        while true {
            let window = try windowToLeave(link) ?? window(of: session)
            let mayIdle = sent == kept.count && inFlight < window
            let (ending, isIdle) = tellState(takingIn: true, mayIdle: mayIdle)
            if let ending, try end(ending, by: link) { return }
            try subscribe(by: link)
            handOver(from: link)

            let filled = try fill(link, window, session)
            if filled > 0 || link.wantsToWrite {
                try link.write(corked: filled > 1)
                settleAnswers(of: link)
            }

            let now = ContinuousClock.now
            if now >= nextKeepAlive {
                try link.keepAlive()
                nextKeepAlive = now + .seconds(1)
                if now - since > .seconds(5) { hasProven() }
                checkPreferred(at: now)
            }
            if inFlight > 0, now - lastProgress > configuration.acknowledgementTimeout { throw unacknowledged }

            let hasRoom = inFlight < window && sent < Self.mostPlaces
            let isBusy = !settlements.isEmpty || (hasRoom && (sent < kept.count || !isIdle))
            var until = nextKeepAlive
            if case .orderly(let deadline) = ending { until = min(until, deadline) }
            let events = Int16(POLLIN) | (link.wantsToWrite ? Int16(POLLOUT) : 0)
            let ready = link.wait(for: events, milliseconds: isBusy ? 0 : now.duration(to: until).pollTimeout)
            if ready & ~Int16(POLLOUT) != 0 {
                try link.read()
                settleAnswers(of: link)
            }
        }
    }

    /// Subscribes to what this connection has not subscribed to yet.
    private func subscribe(by link: BrokerLink) throws(MQTTConnectionFailure) {
        if let deafUntil, deafUntil > .now { return }
        while subscribed < subscriptions.count {
            try link.subscribe(to: subscriptions[subscribed].filter, qos: subscriptions[subscribed].qos)
            subscribed += 1
        }
    }

    /// Hands what was received to whoever has subscribed to it.
    private func handOver(from link: BrokerLink) {
        if subscriptions.isEmpty { return }
        for refusal in link.takeRefusals() {
            logger.error(
                """
                \(choice.broker) refused a subscription to \(refusal.filter): \(refusal.reason); let this client \
                read it in the broker's access rules
                """)
        }
        for message in link.takeReceived() {
            for subscription in subscriptions where BrokerLink.matches(message.topic, subscription.filter) {
                subscription.handler(message)
            }
        }
    }

    /// Sends what the window has room for; how many.
    private func fill(
        _ link: BrokerLink, _ window: Int, _ session: MQTTSession
    ) throws(MQTTConnectionFailure) -> Int {
        var count = 0
        if inFlight == 0 { lastProgress = .now }
        while count < Self.burst, inFlight < window, sent < kept.count, sent < Self.mostPlaces {
            if kept[sent].message.qos == .exactlyOnce, session.sessionPresent {
                // The broker may have open packet ids from before, and would take a new message for an old one.
                mustStartClean = true
                throw MQTTConnectionFailure(
                    .abandoned, "the old session can't continue with QoS 2", remedy: "a new one begins")
            }
            var expiry = kept[sent].message.expiry
            if let seconds = expiry, !kept[sent].belongsToConnection {
                let waited = kept[sent].accepted.duration(to: .now).components.seconds
                if waited >= Int64(seconds), seconds > 0 {
                    settle(at: sent, .expired)
                    continue
                }
                expiry = seconds - UInt32(waited)
            }
            let mid: UInt16
            do {
                mid = try link.publish(kept[sent].message, expiry: expiry)
            } catch {
                if error.isAboutConnection {
                    throw MQTTConnectionFailure(
                        .system, "a message could not be sent (\(error.text))", remedy: "reconnecting")
                }
                settle(at: sent, .unsendable(error.text))
                continue
            }
            kept[sent].mid = mid
            kept[sent].progress = .inFlight
            places[Int(mid)] = head &+ UInt32(sent)
            if kept[sent].wasSent { settlements.resent += 1 }
            if kept[sent].belongsToConnection { ownInFlight += 1 }
            inFlight += 1
            sent += 1
            count += 1
        }
        return count
    }

    private func settleAnswers(of link: BrokerLink) {
        link.takeAnswers { answer in
            let index = Int(places[Int(answer.mid)] &- head)
            // An answer to nothing in flight is the broker's mistake, and changes nothing.
            guard index < sent, kept[index].progress == .inFlight, kept[index].mid == answer.mid else { return }
            inFlight -= 1
            if kept[index].belongsToConnection { ownInFlight -= 1 }
            if isProbing { logger.notice("\(choice.broker) accepted a quarantined message") }
            let reason = MQTTReasonCode(rawValue: answer.reason)
            settle(at: index, reason.isFailure ? .refused(reason) : .delivered)
        }
    }

    /// Ends a message that is in flight no longer, or never was.
    private func settle(at index: Int, _ outcome: MQTTAcknowledgement.Outcome) {
        let wasWaiting = kept[index].progress == .waiting
        if kept[index].belongsToConnection {
            if case .refused = outcome { log(outcome, kept[index].message) }
        } else {
            if outcome != .delivered { log(outcome, kept[index].message) }
            settlements.add(kept[index].message, outcome)
        }
        kept[index].progress = .over
        // Its place may have to wait for those before it; its payload need not.
        if index > 0 { kept[index].message = .nothing }
        if wasWaiting { sent += 1 }
        if outcome == .delivered, !wasWaiting { lastProgress = .now }
        if !wasWaiting, !kept[index].belongsToConnection {
            hasProven()
            quarantine.passed()
        }
        while let first = kept.first, first.progress == .over {
            kept.removeFirst()
            head &+= 1
            sent -= 1
        }
    }

    private func log(_ outcome: MQTTAcknowledgement.Outcome, _ message: MQTTMessage) {
        refusalsLogged += 1
        if refusalsLogged > 20 { return }
        let rest = refusalsLogged == 20 ? "; further ones on this connection are only counted" : ""
        switch outcome {
        case .delivered: break
        case .refused(let reason):
            let remedy =
                switch reason {
                case .notAuthorized: "; allow this client to write to it in the broker's access list"
                case .packetTooLarge: "; raise the broker's largest packet"
                case .quotaExceeded: "; raise the broker's quota"
                default: ""
                }
            logger.error(
                "The broker refused a message to \(message.topic): \(reason). It is not sent again\(remedy)\(rest)")
        case .unsendable(let text):
            logger.error(
                """
                A message of \(message.payload.count) bytes to \(message.topic) cannot be sent to this broker: \
                \(text). It is not kept; raise the broker's largest packet if that is the cause\(rest)
                """)
        case .expired:
            logger.warning("A message to \(message.topic) expired before it could be sent\(rest)")
        }
    }

    // MARK: The end

    /// Whether the connection was ended.
    private func end(_ ending: ClientState.Ending, by link: BrokerLink) throws(MQTTConnectionFailure) -> Bool {
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

    private var unacknowledged: MQTTConnectionFailure {
        MQTTConnectionFailure(
            .unacknowledged,
            "\(choice.broker) acknowledged none of \(inFlight) messages for "
                + "\(configuration.acknowledgementTimeout.inTenths) s",
            remedy: "they are kept and will be sent again; look at the broker's load and log")
    }

    // MARK: The shared state

    /// Tells what was settled, takes in what was published, calls whoever wants to know.
    @discardableResult
    private func tellState(takingIn: Bool = false, mayIdle: Bool = false) -> (ending: ClientState.Ending?, isIdle: Bool)
    {
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
