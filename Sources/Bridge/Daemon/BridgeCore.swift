import AMI
import AMIClient

/// The state that one PBX's event loop owns. It outlives connections.
final class BridgeCore {
    var session: BridgeSession

    init(_ session: consuming BridgeSession) {
        self.session = session
    }
}

/// The core as the delegate of a connection. Each connection gets a new handle.
struct BridgeCoreHandle: AMISessionDelegate {
    let core: BridgeCore

    // Required by the protocol; decoded messages go straight into the session.
    func wants(event name: RawSpan) -> Bool { core.session.wants(event: name) }
    func receive(_ message: borrowing AMIMessage) { core.session.receive(message) }

    func decode(_ bytes: RawSpan, with decoder: inout AMIDecoder) { core.session.decode(bytes, with: &decoder) }
    func batchEnded(_ counters: AMIDecoderCounters) -> AMIReadDecision { core.session.batchEnded(counters) }
    func sessionBegan(_ session: AMISession) { core.session.sessionBegan(session) }
    func sessionEnded(_ reason: AMIDisconnection) { core.session.sessionEnded(reason) }
    func willReconnect(after reason: AMIDisconnection, in delay: Duration) {
        core.session.willReconnect(after: reason, in: delay)
    }
    func tick() { core.session.tick() }
    var tickWanted: Duration? { core.session.tickWanted }
}
