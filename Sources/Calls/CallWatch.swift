import AMI
import Correlator
import Logging

/// Works out, on the connection's event loop, what the calls do, and hands it over.
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
                "this AMI user may not ask which channels there are; give it the right 'reporting' in manager.conf")
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

    /// What calls did; what phones are doing is no event of a call.
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
        // Where that is one too many, reading stops with what is read next.
        _ = handover.put(takeEvents())
        do { try rollCall.tick(at: now, for: &correlator) } catch { sayNotAsked(error) }
    }

    private func sayNotAsked(_ error: AMIActionError) {
        logger.error("Asterisk was not asked which channels there are: \(error)")
    }
}
