import AMI
import AMIClient
import Board
import Correlator
import Logging
import MQTT
import Operations
import Store

/// Takes AMI messages on the connection's event loop, runs the correlator, and passes the resulting messages to the
/// client, a batch at a time.
struct BridgeSession: AMISessionDelegate, ~Copyable {
    private var correlator: Correlator
    /// The way to the broker.
    private var route: BrokerRoute
    /// The retained states.
    private var states: States
    /// The live board; `nil` if it is off.
    private let liveBoard: LiveBoard?
    /// Whether publishing and reading pause because the route is about to be replaced.
    private var isHolding = false
    private let backlog: Backlog
    private var store: Store?
    private let prefix: String
    private let logger: Logger
    private var session: AMISession?
    private var rollCall = RollCall(now: .now())
    private var resynchronisationEnd = ResynchronisationEnd()
    /// What it found while publishing paused.
    private var finding: ResynchronisationEnd.Finding?
    /// For how long after all lists a queue or a phone may still be published: it is told of in parts, and published a
    /// moment after the last one. What the broker keeps of it is not taken back before.
    private static let settling: Int64 = 1_000_000
    private var allKnownAt: Timestamp?
    /// Watches the status; `nil` with standby, where the election does it.
    private let ownStatus: OwnStatus?
    /// The problems of the daemon as a whole.
    private let daemonProblems: Problems
    private var phones: PhoneFilter
    private let legend: Legend
    private var overwrittenSaid: ContinuousClock.Instant?
    private var hasSaidRefused = false
    private var overBound = 0
    private var unfinishedRollCalls = 0
    private var brokenClaims = 0
    private var faults: DecodeFaults
    private var metrics: SessionMetrics
    private let standby: Standby?
    private var held: HeldMessages?
    /// Whether Asterisk has answered all lists of this session.
    private var isListed = false
    /// Calls of which others published, and which are not known here yet: Asterisk's list of them is on its way.
    private var published: [String: Int] = [:]
    private static let mostPublished = 100_000

    init(
        correlator: consuming Correlator, route: consuming BrokerRoute, states: States, liveBoard: LiveBoard?,
        backlog: Backlog, store: Store?, prefix: String, board: MetricsBoard, standby: Standby?, ownStatus: OwnStatus?,
        daemonProblems: Problems, trunks: [String], legend: Legend, logger: Logger
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
        metrics = SessionMetrics(board: board)
        self.standby = standby
        held = standby?.held
        self.ownStatus = ownStatus
        self.daemonProblems = daemonProblems
        phones = PhoneFilter(trunks: trunks, legend)
        self.legend = legend
        self.states.pbx(isOnline: false, why: "not connected yet", at: .now())
        rememberDay()
    }

    /// Gives the board the ended calls from the store.
    private func rememberDay() {
        guard let liveBoard, let store else { return }
        let now = Timestamp.now()
        do {
            // With calls of yesterday, the board knows that today is complete.
            let ended = try store.ended(since: now.microseconds - 2 * 86_400 * 1_000_000)
            liveBoard.post(
                earlier: ended.map { $0.call(of: metrics.board.pbx, legend) }, of: metrics.board.pbx, at: now)
        } catch {
            logger.error("the stored ended calls can't be read, so the board does not show them: \(error)")
        }
    }

    // MARK: From Asterisk

    func wants(event name: RawSpan) -> Bool { correlator.wants(event: name) }

    mutating func receive(_ message: borrowing AMIMessage) {
        if message.kind == .response {
            if let finding = resynchronisationEnd.receive(message) { listed(finding) }
            guard rollCall.isRefused(by: message, for: &correlator), !hasSaidRefused else { return }
            hasSaidRefused = true
            logger.warning(
                """
                this AMI user may not list channels, so the daemon can't resynchronise after a lost connection; add \
                "reporting" to its write = line in manager.conf
                """)
        } else {
            correlator.receive(message)
        }
    }

    mutating func decode(_ bytes: RawSpan, with decoder: inout AMIDecoder) {
        correlator.arrival = Timestamp.now()
        takePublished()
        decoder.decode(bytes, into: &self)
    }

    mutating func batchEnded(_ counters: AMIDecoderCounters) -> AMIReadDecision {
        metrics.decoder = counters
        publish()
        return isHolding || route.outbox.isFull ? .pause : .continue
    }

    // MARK: Sessions

    mutating func sessionBegan(_ session: AMISession) {
        self.session = session
        backlog.session = session
        metrics.sessionBegan()
        liveBoard?.post(isConnected: true, of: metrics.board.pbx)
        states.pbx(isOnline: true, at: .now())
        report()
        correlator.sessionBegan()
        do { try rollCall.sessionBegan(session, for: &correlator) } catch { sayNotAsked(error) }
        resynchronisationEnd.sessionBegan(session)
    }

    /// Asterisk has answered all lists.
    private mutating func listed(_ finding: ResynchronisationEnd.Finding) {
        if let version = finding.version { states.pbx(isOnline: true, version: version, at: .now()) }
        self.finding = isHolding ? finding : nil
        if isHolding { return }
        if finding.isWhole { correlator.sessionListed() }
        isListed = true
        takePublished()
        // Publish earlier events first.
        publish()
        claimStates(ofAll: false)
        allKnownAt = finding.isWhole ? Timestamp(microseconds: Timestamp.now().microseconds + Self.settling) : nil
    }

    /// What the broker keeps of calls is taken over or cleared away, and of phones, queues and the like where `ofAll`.
    private mutating func claimStates(ofAll: Bool) {
        for call in states.listed(isWhole: ofAll, isOpen: { correlator.isOpen($0) }) {
            resume(call.callID, from: call.status)
        }
    }

    mutating func sessionEnded(_ reason: AMIDisconnection) {
        session = nil
        backlog.session = nil
        metrics.sessionEnded()
        liveBoard?.post(isConnected: false, of: metrics.board.pbx)
        states.pbx(isOnline: false, why: reason.description, at: .now())
        states.pbxWentAway(at: .now())
        report()
        rollCall.sessionEnded(for: &correlator)
        resynchronisationEnd.sessionEnded()
        finding = nil
        isListed = false
        allKnownAt = nil
        publishStates()
    }

    mutating func willReconnect(after reason: AMIDisconnection, in delay: Duration) {
        metrics.willReconnect(after: reason)
        states.pbx(isOnline: false, why: reason.description, at: .now())
        states.pbxWentAway(at: .now())
        report()
    }

    var tickWanted: Duration? {
        let now = Timestamp.now()
        let untilKnown = allKnownAt.map { Duration.microseconds(max(0, $0.microseconds - now.microseconds)) }
        return [
            correlator.untilDeadline(at: now), states.tickWanted(connection: route.connection, at: now), untilKnown,
        ].compactMap(\.self).min()
    }

    mutating func tick() {
        let now = Timestamp.now()
        takePublished()
        correlator.advance(to: now)
        if let finding = resynchronisationEnd.tick() { listed(finding) }
        if let time = allKnownAt, now >= time {
            allKnownAt = nil
            publish()
            claimStates(ofAll: true)
        }
        states.problems(metrics.board.problems.all + daemonProblems.all)
        watchOwnStatus()
        publish()
        if !isHolding, !route.outbox.isFull { session?.resume() }
        do { try rollCall.tick(at: now, for: &correlator) } catch { sayNotAsked(error) }
        let passedOver = correlator.counters.overBound
        if passedOver > overBound {
            logger.error(
                "channels were not followed: calls.max_calls or calls.max_channels is reached; raise it",
                metadata: ["channels": "\(passedOver - overBound)", "open_calls": "\(correlator.openCalls)"])
            overBound = passedOver
        }
        let unfinished = correlator.counters.unfinishedRollCalls
        if unfinished > unfinishedRollCalls {
            logger.warning(
                "Asterisk's list of channels was incomplete: it ends no call, and is requested again")
            unfinishedRollCalls = unfinished
        }
        let broken = correlator.counters.brokenClaims
        if broken > brokenClaims {
            let (claim, call) = correlator.brokenClaims.last ?? ("", "")
            logger.error(
                "a call broke an invariant of the spec: run callgen verify, and replay a recording of the call",
                metadata: ["invariant": "\(claim)", "call_id": "\(call)", "count": "\(broken - brokenClaims)"])
            brokenClaims = broken
        }
        faults.look(at: metrics.decoder)
        report()
        route.publishMetrics(metrics.board.current, prefix: prefix)
    }

    private func sayNotAsked(_ error: AMIActionError) {
        logger.error("the list of channels could not be requested: \(error)")
    }

    /// Updates the metrics: once a tick, and when a session begins or ends.
    private mutating func report() {
        metrics.post(correlator.counters, correlator.openCalls, correlator.openChannels, route.client, store)
    }

    // MARK: Publishing

    private mutating func publish() {
        if isHolding { return }
        let events = correlator.takeEvents().filter { phones.passes($0) }
        metrics.count(events)
        states.note(events) { correlator.isOpen($0) }
        let ended = liveBoard?.post(events, openCalls: correlator.openCalls, of: metrics.board.pbx) {
            correlator.isOpen($0)
        }.map { StoredEnd($0) }
        let messages = events.lazy.filter { !$0.retain || !$0.callID.isEmpty }.map { [prefix, qos = route.qos] event in
            (
                eventID: event.eventID, callID: event.callID,
                message: StoredMessage(
                    topic: "\(prefix)/\(event.topic)", payload: event.payload,
                    qos: UInt8(clamping: event.qos ?? Int(qos.rawValue)), retain: event.retain, name: event.name,
                    importance: event.importance)
            )
        }
        if let standby {
            // Moved out while it changes, so that it is not copied.
            var held = self.held ?? standby.held
            self.held = nil
            for (eventID, callID, message) in messages { held.hold(message, eventID: eventID, ofCall: callID) }
            let released = standby.release(&held)
            self.held = held
            route.outbox.add(released, correlator.takeChanges(), ended: ended ?? [])
        } else {
            route.outbox.add(messages.map(\.message), correlator.takeChanges(), ended: ended ?? [])
        }
        route.outbox.flush()
        publishStates()
    }

    private mutating func publishStates() {
        for kept in route.found.take() {
            guard let call = states.found(kept.payload, at: kept.topic, isOpen: { correlator.isOpen($0) })
            else { continue }
            resume(call.callID, from: call.status)
        }
        // Without room they wait, and only the latest of each is published.
        guard let connection = route.connection, !route.client.isSaturated else { return }
        let messages = states.take(connection: connection, at: .now())
        if messages.isEmpty { return }
        do {
            try route.client.publish(messages)
        } catch {
            states.putBack(messages)
            if case .ended = error { return }
            logger.debug("retained states wait: \(error)")
        }
    }

    /// Learns how far the active daemon has published the calls, before anything more is done with them.
    private mutating func takePublished() {
        guard let standby else { return }
        for (callID, sequence) in standby.takePublished()
        where !correlator.othersPublished(of: callID, upTo: sequence) && !isListed {
            if published.count < Self.mostPublished { published[callID] = sequence }
        }
        guard isListed, !published.isEmpty else { return }
        for (callID, sequence) in published { _ = correlator.othersPublished(of: callID, upTo: sequence) }
        published = [:]
    }

    /// Another run published what a call was doing.
    private mutating func resume(_ callID: String, from status: CallStatus) {
        guard correlator.isOpen(callID) else {
            if let sequence = status.sequence { correlator.endPublished(callID, after: sequence) }
            return
        }
        if let sequence = status.sequence { correlator.resume(callID, after: sequence) }
        liveBoard?.post(kept: status, ofCall: callID, of: metrics.board.pbx)
    }

    /// Publishes this daemon's retained messages again if another client has overwritten them.
    private mutating func watchOwnStatus() {
        if let word = ownStatus?.restored(connection: route.connection) { _ = try? route.client.publish(word) }
        let changed = route.found.takeHeard().filter { states.overwritten($0.payload, at: $0.topic) }.map(\.topic)
        guard !changed.isEmpty, overwrittenSaid.map({ ContinuousClock.now - $0 > .seconds(60) }) ?? true else { return }
        overwrittenSaid = .now
        logger.warning(
            """
            another client wrote to topics that only this daemon should write; they were published again; most likely \
            another daemon uses the same topic prefix: give each its own (mqtt.topic_prefix), or set bridge.standby in \
            both
            """, metadata: ["topic": "\(changed.min() ?? "")", "topics": "\(changed.count)"])
    }

    // MARK: Other settings

    /// A new connection to Asterisk replaces the old one.
    mutating func connectionReplaced() {
        metrics.connectionReplaced()
    }

    /// Applies other options; calls continue.
    mutating func apply(_ options: CorrelatorOptions, trunks: [String]) {
        correlator.apply(options)
        phones = PhoneFilter(trunks: trunks, legend)
    }

    /// Applies other settings for Home Assistant.
    mutating func apply(_ homeAssistant: HomeAssistantDiscovery, isShown: Bool) {
        states.apply(homeAssistant, isShown: isShown)
        publishStates()
    }

    /// The store can be used now: its calls are restored and its messages published.
    ///
    /// - Parameter calls: The stored calls.
    mutating func storeOpened(_ store: Store, calls: [StoredCall]) {
        self.store = store
        rememberDay()
        let overSince = route.outbox.storeOpened(store)
        // Calls that are already followed, or have ended, are newer than the stored ones.
        let known = calls.filter { call in
            !overSince.contains(call.id) && (call.record.map { correlator.restore($0) } ?? false)
        }.count
        if known > 0 {
            logger.info("\(known) \(known == 1 ? "call" : "calls") restored from the store")
            if let session {
                do { try rollCall.sessionBegan(session, for: &correlator) } catch { sayNotAsked(error) }
            }
        }
        publish()
    }

    /// Pauses publishing and reading until ``release()``.
    mutating func hold() {
        publish()
        isHolding = true
    }

    /// Continues with another route, which begins with what the old one has not delivered.
    mutating func release(to route: consuming BrokerRoute) {
        self.route = route
        states.brokerReplaced()
        release()
    }

    /// Continues with the same route.
    mutating func release() {
        isHolding = false
        publish()
        if let finding { listed(finding) }
        session?.resume()
    }
}
