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

/// The network thread: connects, delivers, connects again. It alone has the messages once they are taken in, so no
/// lock is held while libmosquitto works.
///
/// `kept` holds, in order, what is in flight (the first `sent` places) and what waits (the rest). When a connection is
/// lost, `sent` goes back to 0, and all is sent again as it stood: older before newer, and never more than the window.
final class DeliveryLoop {
    private let client: MQTTClient
    private let configuration: MQTTConfiguration
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
    private var subscriptions: [Subscription] = []
    /// How many of them this connection has asked for.
    private var subscribed = 0
    private var settlements = Settlements()
    private var quarantine: Quarantine
    /// Until when the birth messages are left out, as the broker closes the connection at them.
    private var birthIsLeftOutUntil: ContinuousClock.Instant?

    private var backoff: Backoff
    private var generator = SystemRandomNumberGenerator()
    private var hasConnected = false
    private var refusalsLogged = 0
    private var lastProgress = ContinuousClock.now
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
        backoff = Backoff(
            shortest: client.configuration.reconnectDelayMin, longest: client.configuration.reconnectDelayMax)
        quarantine = Quarantine(firstWait: client.configuration.reconnectDelayMax)
    }

    // MARK: Connection after connection

    func run() {
        while !isOver() {
            let link = BrokerLink(configuration: configuration, wakeUp: client.wakeUp)
            var connected = false
            do {
                let session = try link.connect(
                    cleanStart: configuration.cleanStart || mustStartClean,
                    deadline: .now + configuration.connectTimeout, isAbandoned: isOver)
                connected = true
                didConnect(session)
                try deliver(by: link, session)
                break
            } catch {
                client.state.withLock { $0.session = nil }
                let mayBeMessage = connected && error.mayBeAboutMessage
                let verdict =
                    mayBeMessage && !isProbing
                    ? quarantine.closed(inFlight: inFlight, isSaidOfMessage: error.isSaidOfMessage) : .innocent
                let suspect = verdict == .guilty ? kept.first { $0.progress == .inFlight } : nil
                takeBack()
                if let suspect { setAside(suspect) }
                if isOver() { break }
                if error.kind == .abandoned { continue }
                let delay = backoff.next(waitingHelps: error.waitingHelps || mayBeMessage, using: &generator)
                report(error, connected: connected, retryIn: delay)
                pause(delay)
            }
        }
        tellState()
        client.state.withLock { $0.session = nil }
    }

    /// Whether to end with no connection: asked to at once, or in good order with nothing to deliver or no time.
    private func isOver() -> Bool {
        client.state.withLock { state in
            switch state.ending {
            case nil: false
            case .atOnce: true
            case .orderly(let deadline): state.held == quarantine.count || deadline <= .now
            }
        }
    }

    private func didConnect(_ session: MQTTSession) {
        let reconnected = hasConnected
        hasConnected = true
        client.state.withLock {
            $0.session = session
            if reconnected { $0.counters.reconnects += 1 }
        }
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
        logger.log(
            level: failure.waitingHelps ? .warning : .error, "\(failure) (tried again in \(delay.inTenths) s)")
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

    /// Takes back what the lost connection left unacknowledged.
    private func takeBack() {
        // What answered just before the end is settled already. What belonged to the connection goes with it.
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
        tellState()
    }

    /// Sets aside the message at which the broker closes the connection, so that the others go on.
    private func setAside(_ suspect: KeptMessage) {
        // Where it closes at one after the other, it is not they that are wrong, and waiting is all that helps.
        if quarantine.guiltyInRow <= 3 { backoff.reset() }
        if suspect.belongsToConnection {
            birthIsLeftOutUntil = .now + configuration.reconnectDelayMax * 10
            logger.error(
                """
                \(configuration.broker) closes the connection at the message to \(suspect.message.topic), which is \
                left out for now: let this client write to it in the broker's access rules
                """)
            return
        }
        if quarantine.isFull {
            // Nothing passes: giving up what waits would lose it for the broker's fault.
            if quarantine.guiltyInRow >= Quarantine.limit { return }
            let text = "the broker closes the connection at it, and too many like it wait"
            let given = quarantine.take()
            log(.unsendable(text), given.message)
            settlements.add(given.message, .unsendable(text))
        }
        kept.removeFirst()
        let wait = quarantine.add(suspect)
        logger.error(
            """
            \(configuration.broker) closes the connection at a message of \(suspect.message.payload.count) bytes to \
            \(suspect.message.topic), which is set aside so that the others go on: look at the broker's largest packet \
            and access rules (tried again in \(wait.inTenths) s, and then more and more rarely)
            """)
        tellState()
    }

    /// Whether the first message is one that was set aside and is tried again.
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

    // MARK: One connection

    private func deliver(by link: BrokerLink, _ session: MQTTSession) throws(MQTTConnectionFailure) {
        let since = ContinuousClock.now
        subscribed = 0
        var nextKeepAlive = since + .seconds(1)
        while true {
            let window = window(of: session)
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
                if now - since > .seconds(5) { backoff.reset() }
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
                \(configuration.broker) refused a subscription to \(refusal.filter): \(refusal.reason); let this client \
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
                    .abandoned, "the session of before does not go with QoS 2", remedy: "a new one is started")
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
                        .system, "a message could not be sent (\(error.text))", remedy: "it is connected to again")
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
            if isProbing { logger.notice("\(configuration.broker) took a message that had been set aside") }
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
            backoff.reset()
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
                case .notAuthorized: "; let this client write to it in the broker's access rules"
                case .packetTooLarge: "; raise the broker's largest packet"
                case .quotaExceeded: "; raise the broker's quota"
                default: ""
                }
            logger.error(
                "The broker refused a message to \(message.topic): \(reason). It is not sent again\(remedy)\(rest)")
        case .unsendable(let text):
            logger.error(
                """
                A message of \(message.payload.count) bytes to \(message.topic) cannot be sent to this broker: \(text). \
                It is not kept; raise the broker's largest packet if that is the cause\(rest)
                """)
        case .expired:
            logger.warning("A message to \(message.topic) expired before it could be sent\(rest)")
        }
    }

    // MARK: The end

    /// Whether the connection was ended.
    private func end(_ ending: ClientState.Ending, by link: BrokerLink) throws(MQTTConnectionFailure) -> Bool {
        guard case .orderly(let deadline) = ending else {
            throw MQTTConnectionFailure(.abandoned, "the client was stopped", remedy: "nothing: it was asked for")
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
            "\(configuration.broker) acknowledged nothing of \(inFlight) messages for "
                + "\(configuration.acknowledgementTimeout.inTenths) s",
            remedy: "they are kept and sent again; look at the broker's load and log")
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
