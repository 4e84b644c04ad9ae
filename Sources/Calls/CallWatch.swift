import AMI
import Correlator
import Logging

/// Works out, on the connection's event loop, what the calls do, and hands it over.
struct CallWatch: AMISessionDelegate, ~Copyable {
    private var correlator: Correlator
    private let handover: EventHandover
    private let logger: Logger
    private var session: AMISession?
    private var rollCallActionID = ""
    private var isRefused = false
    private var ticks = 0

    init(correlator: consuming Correlator, handover: EventHandover, logger: Logger) {
        self.correlator = correlator
        self.handover = handover
        self.logger = logger
    }

    func wants(event name: RawSpan) -> Bool { correlator.wants(event: name) }

    mutating func receive(_ message: borrowing AMIMessage) {
        if message.kind == .response {
            noteRefusal(message)
        } else {
            correlator.receive(message)
        }
    }

    mutating func decode(_ bytes: RawSpan, with decoder: inout AMIDecoder) {
        correlator.arrival = Timestamp.now()
        decoder.decode(bytes, into: &self)
    }

    mutating func batchEnded(_ counters: AMIDecoderCounters) -> AMIReadDecision {
        handover.put(correlator.takeEvents())
    }

    mutating func sessionBegan(_ session: AMISession) {
        self.session = session
        handover.use(session)
        callTheRoll()
    }

    mutating func sessionEnded(_ reason: AMIDisconnection) {
        session = nil
        handover.use(nil)
        correlator.abandonRollCall()
    }

    mutating func tick() {
        ticks += 1
        // Silence is measured in hours; looking once a minute is soon enough.
        if ticks % 60 == 0, correlator.wantsRollCall(at: Timestamp.now()) { callTheRoll() }
    }

    private mutating func callTheRoll() {
        guard !isRefused, let name = correlator.rollCallAction, let session else { return }
        do {
            rollCallActionID = try session.send(try AMIAction(name))
            correlator.beginRollCall(actionID: rollCallActionID)
        } catch {
            logger.error("Asterisk was not asked which channels there are: \(error)")
        }
    }

    private mutating func noteRefusal(_ response: borrowing AMIMessage) {
        guard !rollCallActionID.isEmpty, response.name.equalsIgnoringCase("Error"),
            let id = response.value(of: "ActionID"), String(repairing: id) == rollCallActionID
        else { return }
        correlator.abandonRollCall()
        isRefused = true
        logger.warning(
            "this AMI user may not ask which channels there are; give it the right 'reporting' in manager.conf")
    }
}
