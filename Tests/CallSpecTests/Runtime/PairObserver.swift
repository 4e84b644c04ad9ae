import AMI
@testable import Correlator

/// Notes which channels the event at hand connects or parts, two and two.
final class PairObserver: CorrelatorObserver {
    /// The ids of the channels of each pair.
    private(set) var pairs: [(near: String, far: String)] = []
    private var last: (channel: String, peer: String)?
    private var isFirst = true

    func event(_ event: Int, at time: Timestamp, _ message: RawSpan) {
        pairs = []
        last = nil
        isFirst = true
    }

    func observe(_ observation: Observation) {
        guard case .subjects(_, let channel, let peer) = observation else { return }
        // The event's own channels come first, then each pair, seen from either side.
        defer { isFirst = false }
        if isFirst { return }
        if let last, last == (peer, channel) {
            self.last = nil
        } else {
            pairs.append((channel, peer))
            last = (channel, peer)
        }
    }
}
