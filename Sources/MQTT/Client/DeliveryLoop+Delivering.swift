import DequeModule
import Glibc
import Logging
import Synchronization

// What is done while connected.
extension DeliveryLoop {
    func deliver(by link: BrokerLink, _ session: MQTTSession) throws(MQTTConnectionFailure) {
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
    func subscribe(by link: BrokerLink) throws(MQTTConnectionFailure) {
        if let deafUntil, deafUntil > .now { return }
        while subscribed < subscriptions.count {
            try link.subscribe(to: subscriptions[subscribed].filter, qos: subscriptions[subscribed].qos)
            subscribed += 1
        }
    }

    /// Hands what was received to whoever has subscribed to it.
    func handOver(from link: BrokerLink) {
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
    func fill(
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

    func settleAnswers(of link: BrokerLink) {
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
    func settle(at index: Int, _ outcome: MQTTAcknowledgement.Outcome) {
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

    func log(_ outcome: MQTTAcknowledgement.Outcome, _ message: MQTTMessage) {
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
}
