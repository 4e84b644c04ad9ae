import CMosquitto
import Logging
import Synchronization

/// A client that keeps each message it publishes until the broker has acknowledged it.
///
/// **Who redelivers.** This client's own queue, never libmosquitto: each connection is a new libmosquitto client, so
/// only one of the two has anything to send again. After a lost connection all that was not acknowledged is sent again,
/// in order, before anything newer, with at most ``MQTTConfiguration/inFlightWindow`` in flight. A message whose
/// acknowledgement was lost arrives twice, at QoS 2 too; consumers drop repeats by what is in the payload. A session
/// that the broker kept (``MQTTConfiguration/cleanStart`` `false`) is used as long as only QoS 0 and 1 are published;
/// for the first message of QoS 2 the connection is made anew with a clean start, as the broker might take its packet
/// id for an earlier one and discard it (MQTT 5 §4.3.3).
///
/// **A broker that accepts and acknowledges nothing** gets no more than the window; the rest waits, the client becomes
/// saturated, and after ``MQTTConfiguration/acknowledgementTimeout`` the connection is made anew. **A message that the
/// broker refuses** (MQTT 5, reason code from 0x80 on) is counted, logged with its topic and not sent again. MQTT 3.1.1
/// has no way to refuse one, and brokers close the connection instead. **A message at which the broker closes the
/// connection** is found by sending one at a time, logged, and set aside: all others go on in order, while it is tried
/// again more and more rarely (``MQTTCounters/setAside``). It still counts against the bounds; of 1,000 set aside while
/// others are acknowledged, the oldest is dropped as ``MQTTAcknowledgement/Outcome/unsendable(_:)``.
///
/// **Several brokers** (``MQTTConfiguration/otherBrokers``) are tried in order, one after the other, where one can't be
/// reached in time, lets nobody in, or loses the connection; after all have failed, there is a pause that grows. While
/// one that is not the preferred is connected to, the preferred is tried on the side, and returned to once it lets
/// clients in: what is in flight is acknowledged first, and then the farewell. What one broker did not acknowledge goes
/// to the next: at least once, as ever.
///
/// **Bounds.** From ``MQTTConfiguration/queueLimit`` messages or ``MQTTConfiguration/queueByteLimit`` bytes on the
/// client is saturated: the caller stops until `onDrained`, called at half of it. A caller that goes on is served up to
/// twice the bound, then ``publish(_:)-(MQTTMessage)`` throws. Nothing is dropped.
///
/// **Subscriptions** (``subscribe(to:qos:_:)``) are renewed on every connection.
///
/// The process ignores SIGPIPE from the first connection on.
public final class MQTTClient: Sendable {
    /// What the client was made with.
    public let configuration: MQTTConfiguration
    /// What happens to the connection; the last 64 for a consumer that is slow, for one consumer. Ends with ``run()``.
    public let connectionEvents: AsyncStream<MQTTConnectionEvent>

    let logger: Logger
    let onAcknowledged: (@Sendable ([MQTTAcknowledgement]) -> Void)?
    let onDrained: (@Sendable () -> Void)?
    let wakeUp: WakeUp
    let state = Mutex(ClientState())
    private let events: AsyncStream<MQTTConnectionEvent>.Continuation

    /// Makes a client; nothing is connected before ``run()``, but messages are taken.
    ///
    /// - Parameters:
    ///   - configuration: Where to connect to, and how.
    ///   - logger: Logs changes of the connection, and refused messages.
    ///   - onAcknowledged: What became of messages with a token, many at a time, in the order it became known. Called
    ///     on the network thread: it must not block.
    ///   - onDrained: Called on the network thread when a saturated client has room again.
    /// - Throws: ``MQTTRunError/configuration(_:)`` with all that is wrong.
    public init(
        configuration: MQTTConfiguration,
        logger: Logger = Logger(label: "mqtt"),
        onAcknowledged: (@Sendable ([MQTTAcknowledgement]) -> Void)? = nil,
        onDrained: (@Sendable () -> Void)? = nil
    ) throws(MQTTRunError) {
        let problems = configuration.problems()
        if !problems.isEmpty { throw .configuration(problems) }
        self.configuration = configuration
        self.logger = logger
        self.onAcknowledged = onAcknowledged
        self.onDrained = onDrained
        wakeUp = try WakeUp()
        (connectionEvents, events) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    }

    deinit {
        events.finish()
    }

    // MARK: Running

    /// Connects, delivers and connects again until ``shutdown(deadline:)``, then returns.
    ///
    /// Cancelled, it drops the connection without a word, so that the broker publishes the will, and throws
    /// `CancellationError`. What is not acknowledged then is lost with the client.
    /// - Throws: ``MQTTRunError`` where it can't run.
    public func run() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isNew = state.withLock { state in
                    guard state.phase == .new else { return false }
                    state.phase = .running
                    state.run = continuation
                    return true
                }
                guard isNew else { return continuation.resume(throwing: MQTTRunError.alreadyRun) }
                do {
                    try NetworkThread.start {
                        DeliveryLoop(client: self).run()
                        self.finish()
                    }
                } catch {
                    finish(throwing: error)
                }
            }
        } onCancel: {
            state.withLock { $0.ending = .atOnce }
            wakeUp.signal()
            finishAnyway(at: .now)
        }
    }

    /// Publishes the farewell after all else, waits until all is acknowledged, at most until `deadline`, and
    /// disconnects. From its call on nothing more is accepted. Where the farewell could not be delivered, the broker is
    /// left to publish the will.
    /// - Returns: How many messages were left unacknowledged.
    @discardableResult
    public func shutdown(deadline: ContinuousClock.Instant) async -> Int {
        await withCheckedContinuation { continuation in
            let held: Int? = state.withLock { state in
                if state.phase != .running {
                    state.phase = .ended
                    return state.held
                }
                if state.ending == nil { state.ending = .orderly(deadline: deadline) }
                state.shutdowns.append(continuation)
                return nil
            }
            if let held { return continuation.resume(returning: held) }
            wakeUp.signal()
            finishAnyway(at: deadline)
        }
    }

    /// Looking up a name can't be interrupted: nobody waits for the network thread longer than it should need.
    private func finishAnyway(at deadline: ContinuousClock.Instant) {
        Task { [weak self] in
            try? await Task.sleep(until: deadline + .seconds(2), clock: .continuous)
            self?.finish()
        }
    }

    private func finish(throwing error: (any Error)? = nil) {
        let (run, shutdowns, held, wasCancelled, isFirst) = state.withLock { state in
            let isFirst = state.phase != .ended
            state.phase = .ended
            defer {
                state.run = nil
                state.shutdowns = []
            }
            return (state.run, state.shutdowns, state.held, state.ending == .atOnce, isFirst)
        }
        if isFirst {
            logger.notice("MQTT ended with \(held) unacknowledged messages")
            events.yield(.ended(unacknowledged: held))
            events.finish()
        }
        for waiter in shutdowns { waiter.resume(returning: held) }
        if let error {
            run?.resume(throwing: error)
        } else if wasCancelled {
            run?.resume(throwing: CancellationError())
        } else {
            run?.resume()
        }
    }

    // MARK: Publishing

    /// Takes a message to be delivered. Callable from any thread; returns at once.
    /// - Returns: Whether there is room for more: where not, stop until `onDrained`.
    /// - Throws: ``MQTTPublishError``; the message was then not taken.
    @discardableResult
    public func publish(_ message: MQTTMessage) throws(MQTTPublishError) -> Bool {
        let kept = KeptMessage(message, accepted: .now)
        return try accept(count: 1, bytes: message.weight) { $0.append(kept) }
    }

    /// Takes messages to be delivered in this order, all or none: one lock and at most one wake-up for all of them.
    /// - Returns: Whether there is room for more: where not, stop until `onDrained`.
    /// - Throws: ``MQTTPublishError``; none of the messages was then taken.
    @discardableResult
    public func publish(_ messages: some Sequence<MQTTMessage>) throws(MQTTPublishError) -> Bool {
        let now = ContinuousClock.now
        let batch = messages.map { KeptMessage($0, accepted: now) }
        if batch.isEmpty { return !isSaturated }
        var bytes = 0
        for kept in batch { bytes += kept.message.weight }
        return try accept(count: batch.count, bytes: bytes) { $0.append(contentsOf: batch) }
    }

    private func accept(
        count: Int, bytes: Int, _ append: (inout [KeptMessage]) -> Void
    ) throws(MQTTPublishError) -> Bool {
        let (wakes, hasRoom) = try state.withLock { state throws(MQTTPublishError) in
            if state.phase == .ended || state.ending != nil { throw .ended }
            // An empty queue takes a batch of any size: it could never be taken otherwise.
            if state.held > 0,
                state.held + count > 2 * configuration.queueLimit
                    || state.heldBytes + bytes > 2 * configuration.queueByteLimit
            {
                state.isSaturated = true
                throw .full(messages: state.held, bytes: state.heldBytes)
            }
            append(&state.incoming)
            state.held += count
            state.heldBytes += bytes
            state.counters.published += count
            if state.held >= configuration.queueLimit || state.heldBytes >= configuration.queueByteLimit {
                state.isSaturated = true
            }
            let wakes = state.isIdle
            state.isIdle = false
            return (wakes, !state.isSaturated)
        }
        if wakes { wakeUp.signal() }
        return hasRoom
    }

    // MARK: Subscribing

    /// Receives messages at the topics of a filter, on this and every later connection, beginning with retained
    /// messages. Messages that are published without a connection don't arrive, unless the broker keeps the session
    /// (``MQTTConfiguration/cleanStart`` `false`). Retained messages arrive again on each connection.
    ///
    /// Callable from any thread, before ``run()`` too. Where the broker refuses the subscription, that is logged as an
    /// error, and asked for again on the next connection.
    ///
    /// - Parameters:
    ///   - filter: A topic, or several by the wildcards `+` and `#` (MQTT 5 §4.7).
    ///   - qos: The best quality of service to receive with. With QoS 1 a message can come twice.
    ///   - handler: Takes each message, in the order in which they come. Called on the network thread: it must not
    ///     block. It may call ``publish(_:)-(MQTTMessage)``.
    /// - Throws: ``MQTTMessageError/invalidFilter(_:)``.
    public func subscribe(
        to filter: String, qos: MQTTQoS = .atLeastOnce, _ handler: @escaping @Sendable (MQTTReceivedMessage) -> Void
    ) throws(MQTTMessageError) {
        let isText = (1...65_535).contains(filter.utf8.count) && !filter.utf8.contains(0)
        guard isText, mosquitto_sub_topic_check(filter) == MOSQ_ERR_SUCCESS.rawValue else {
            throw .invalidFilter(filter)
        }
        state.withLock { $0.subscriptions.append(Subscription(filter: filter, qos: qos, handler: handler)) }
        wakeUp.signal()
    }

    // MARK: Looking

    /// Whether the queue has reached its bound and has not drained to half of it since.
    public var isSaturated: Bool { state.withLock { $0.isSaturated } }

    /// The connection's session, `nil` while there is none.
    public var session: MQTTSession? { state.withLock { $0.session } }

    /// Why there is no connection; `nil` while connected, and before the first attempt.
    public var failure: MQTTConnectionFailure? { state.withLock { $0.failure } }

    /// A snapshot of the counters.
    public var counters: MQTTCounters {
        state.withLock { state in
            var counters = state.counters
            counters.queued = state.held - counters.inFlight
            return counters
        }
    }

    func emit(_ event: MQTTConnectionEvent) {
        events.yield(event)
    }
}
