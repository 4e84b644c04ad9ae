import AMI
import AMIClient
import Correlator
import Logging

/// Runs the correlator on the connection's event loop and passes its events on.
struct CallWatch: AMISessionDelegate, ~Copyable {
    private var correlator: Correlator
    private let handover: EventHandover
    private let logger: Logger
    private var rollCall = RollCall(now: .now())

    init(correlator: consuming Correlator, handover: EventHandover, logger: Logger) {
        self.correlator = correlator
        self.handover = handover
        self.logger = logger
    }

    func wants(event name: RawSpan) -> Bool { correlator.wants(event: name) }

    mutating func receive(_ message: borrowing AMIMessage) {
        if message.kind == .response {
            guard rollCall.isRefused(by: message, for: &correlator) else { return }
            logger.warning(
                "this AMI user may not list channels; add \"reporting\" to its write = line in manager.conf")
        } else {
            correlator.receive(message)
        }
    }

    mutating func decode(_ bytes: RawSpan, with decoder: inout AMIDecoder) {
        correlator.arrival = Timestamp.now()
        decoder.decode(bytes, into: &self)
    }

    mutating func batchEnded(_ counters: AMIDecoderCounters) -> AMIReadDecision {
        handover.put(takeEvents())
    }

    /// The events of calls, without the states of extensions.
    private mutating func takeEvents() -> [CallEvent] {
        correlator.takeEvents().filter { !$0.retain || !$0.callID.isEmpty }
    }

    mutating func sessionBegan(_ session: AMISession) {
        handover.use(session)
        do { try rollCall.sessionBegan(session, for: &correlator) } catch { sayNotAsked(error) }
    }

    mutating func sessionEnded(_ reason: AMIDisconnection) {
        handover.use(nil)
        rollCall.sessionEnded(for: &correlator)
    }

    var tickWanted: Duration? { correlator.untilDeadline(at: .now()) }

    mutating func tick() {
        let now = Timestamp.now()
        correlator.advance(to: now)
        // If the buffer is full now, reading pauses after the next read.
        _ = handover.put(takeEvents())
        do { try rollCall.tick(at: now, for: &correlator) } catch { sayNotAsked(error) }
    }

    private func sayNotAsked(_ error: AMIActionError) {
        logger.error("the list of channels could not be requested: \(error)")
    }
}
