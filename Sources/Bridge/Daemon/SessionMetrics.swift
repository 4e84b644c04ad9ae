import AMI
import AMIClient
import Correlator
import MQTT
import Operations
import Store

/// What a session counts by itself, and puts on the board with what others count.
struct SessionMetrics {
    let board: MetricsBoard
    /// What the decoder saw in the connection that is there.
    var decoder = AMIDecoderCounters()
    /// What it saw in those before, each of which had a decoder of its own.
    private var before = AMIDecoderCounters()
    /// What clients before this one did.
    private var earlier = MQTTCounters()
    private var client: (id: ObjectIdentifier, counters: MQTTCounters)?
    private var metrics = PBXMetrics()

    init(board: MetricsBoard) {
        self.board = board
    }

    mutating func sessionBegan() {
        metrics.isLoggedIn = true
        metrics.loginProblem = ""
    }

    mutating func sessionEnded() {
        metrics.isLoggedIn = false
    }

    mutating func willReconnect(after reason: AMIDisconnection) {
        metrics.reconnects[reason.label, default: 0] += 1
        metrics.loginProblem = reason.description
    }

    /// A new connection counts from the beginning.
    mutating func connectionReplaced() {
        before = total
        decoder = AMIDecoderCounters()
    }

    mutating func count(_ events: [CallEvent]) {
        for event in events { metrics.events[event.name, default: 0] += 1 }
    }

    private var total: AMIDecoderCounters {
        var total = before
        total.messages += decoder.messages
        total.skipped += decoder.skipped
        total.malformed += decoder.malformed
        total.oversized += decoder.oversized
        total.incomplete += decoder.incomplete
        total.bytes += decoder.bytes
        return total
    }

    mutating func post(
        _ correlator: CorrelatorCounters, _ openCalls: Int, _ openChannels: Int, _ client: MQTTClient, _ store: Store?
    ) {
        let decoder = total
        metrics.bytes = decoder.bytes
        metrics.messages = decoder.messages
        metrics.skipped = decoder.skipped
        metrics.used = UInt64(correlator.events)
        metrics.faults = [
            "malformed": decoder.malformed, "oversized": decoder.oversized, "incomplete": decoder.incomplete,
            "headers_missing": UInt64(correlator.malformed), "unknown_channel": UInt64(correlator.unknownChannels),
            "undated": UInt64(correlator.undated),
        ]
        metrics.passedOver = UInt64(correlator.overBound)
        metrics.openCalls = openCalls
        metrics.openChannels = openChannels
        metrics.callsBegun = UInt64(correlator.callsBegun)
        metrics.callsEnded = UInt64(correlator.callsEnded)

        if let known = self.client, known.id != ObjectIdentifier(client) {
            earlier.published += known.counters.published
            earlier.acknowledged += known.counters.acknowledged
            earlier.refused += known.counters.refused
            // The first connection of a client that took another's place is one more.
            earlier.reconnects += known.counters.reconnects + 1
        }
        let counters = client.counters
        self.client = (ObjectIdentifier(client), counters)
        metrics.published = UInt64(earlier.published + counters.published)
        metrics.acknowledged = UInt64(earlier.acknowledged + counters.acknowledged)
        metrics.refused = UInt64(earlier.refused + counters.refused)
        metrics.brokerReconnects = UInt64(earlier.reconnects + counters.reconnects)
        metrics.waiting = counters.kept
        metrics.isConnected = client.session != nil
        metrics.brokerProblem = client.failure?.description ?? ""
        metrics.store = store.map { store in
            let kept = store.metrics
            return .init(messages: kept.messages, bytes: kept.bytes, givenUp: UInt64(kept.givenUp))
        }
        board.current = metrics
    }
}

extension AMIDisconnection {
    /// The kind of reason, in a word.
    fileprivate var label: String {
        switch self {
        case .unreachable: "unreachable"
        case .tls: "tls"
        case .notAMI: "not_ami"
        case .loginRefused: "login_refused"
        case .lost: "lost"
        case .shutdown: "shutdown"
        }
    }
}
