import AMI
import Correlator
import MQTT
import Operations
import Store

/// What a session counts by itself, and puts on the board with what others count.
struct SessionFigures {
    let board: FiguresBoard
    /// What the decoder saw in the connection that is there.
    var decoder = AMIDecoderCounters()
    /// What it saw in those before, each of which had a decoder of its own.
    private var before = AMIDecoderCounters()
    /// What clients before this one did.
    private var earlier = MQTTCounters()
    private var client: (id: ObjectIdentifier, counters: MQTTCounters)?
    private var figures = PBXFigures()

    init(board: FiguresBoard) {
        self.board = board
    }

    mutating func sessionBegan() {
        figures.isLoggedIn = true
        figures.loginProblem = ""
    }

    mutating func sessionEnded() {
        figures.isLoggedIn = false
    }

    mutating func willReconnect(after reason: AMIDisconnection) {
        figures.reconnects[reason.label, default: 0] += 1
        figures.loginProblem = reason.description
    }

    /// A new connection counts from the beginning.
    mutating func connectionReplaced() {
        before = total
        decoder = AMIDecoderCounters()
    }

    mutating func count(_ events: [CallEvent]) {
        for event in events { figures.events[event.name, default: 0] += 1 }
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
        figures.bytes = decoder.bytes
        figures.messages = decoder.messages
        figures.skipped = decoder.skipped
        figures.used = UInt64(correlator.events)
        figures.faults = [
            "malformed": decoder.malformed, "oversized": decoder.oversized, "incomplete": decoder.incomplete,
            "headers_missing": UInt64(correlator.malformed), "unknown_channel": UInt64(correlator.unknownChannels),
        ]
        figures.passedOver = UInt64(correlator.overBound)
        figures.openCalls = openCalls
        figures.openChannels = openChannels
        figures.callsBegun = UInt64(correlator.callsBegun)
        figures.callsEnded = UInt64(correlator.callsEnded)

        if let known = self.client, known.id != ObjectIdentifier(client) {
            earlier.published += known.counters.published
            earlier.acknowledged += known.counters.acknowledged
            earlier.refused += known.counters.refused
            // The first connection of a client that took another's place is one more.
            earlier.reconnects += known.counters.reconnects + 1
        }
        let counters = client.counters
        self.client = (ObjectIdentifier(client), counters)
        figures.published = UInt64(earlier.published + counters.published)
        figures.acknowledged = UInt64(earlier.acknowledged + counters.acknowledged)
        figures.refused = UInt64(earlier.refused + counters.refused)
        figures.brokerReconnects = UInt64(earlier.reconnects + counters.reconnects)
        figures.waiting = counters.kept
        figures.isConnected = client.session != nil
        figures.store = store.map { store in
            let kept = store.figures
            return .init(messages: kept.messages, bytes: kept.bytes, givenUp: UInt64(kept.givenUp))
        }
        board.current = figures
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
