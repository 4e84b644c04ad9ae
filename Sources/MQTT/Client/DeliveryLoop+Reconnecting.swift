import DequeModule
import Glibc
import Logging
import Synchronization

// Which broker is connected to, how, and what its failures lead to.
extension DeliveryLoop {
    /// Remembers what the next connection must do differently.
    func learn(from failure: MQTTConnectionFailure, connected: Bool) {
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
    func isPushedOut(by failure: MQTTConnectionFailure, connected: Bool) -> Bool {
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
    func sayPushedOut() -> Duration {
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

    func connect() throws(MQTTConnectionFailure) -> (BrokerLink, MQTTSession) {
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

    func didConnect(_ session: MQTTSession) {
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

    func report(_ failure: MQTTConnectionFailure, connected: Bool, retryIn delay: Duration) {
        let next = delay > .zero ? "next attempt in \(delay.inTenths) s" : "\(choice.broker) is next"
        logger.log(
            level: failure.waitingHelps ? .warning : .error, "\(failure) (\(next))")
        client.state.withLock { $0.failure = failure }
        client.emit(connected ? .lost(failure, retryIn: delay) : .failed(failure, retryIn: delay))
    }

    func pause(_ delay: Duration) {
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

    // MARK: The preferred broker

    /// Tries the preferred broker on a thread of its own, now and then, while another one is connected.
    func checkPreferred(at now: ContinuousClock.Instant) {
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
    func windowToLeave(_ link: BrokerLink) throws(MQTTConnectionFailure) -> Int? {
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
}
