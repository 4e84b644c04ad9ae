public import AMI
public import Correlator

/// Runs recorded AMI through the daemon's decoder and correlator, without broker, Asterisk or configuration.
public struct CaptureReplay: ~Copyable {
    /// The result of a replay.
    public struct Summary: Sendable {
        /// Bytes that were decoded.
        public var bytes = 0
        /// What the decoder saw.
        public var decoder = AMIDecoderCounters()
        /// What the correlator saw and did.
        public var correlator = CorrelatorCounters()
        /// The ids of the calls that had not ended when the recording did, sorted.
        public var openCalls: [String] = []
        /// The broken invariants with the ids of their calls; at most a hundred.
        public var brokenClaims: [(claim: String, call: String)] = []
        /// How many messages there were by name.
        public var messages: [String: Int] = [:]
    }

    private var decoder = AMIDecoder()
    private var correlator: Correlator
    private var summary = Summary()
    private let includesStates: Bool

    /// A replay that has seen nothing yet.
    ///
    /// - Parameters:
    ///   - tables: The behaviour.
    ///   - options: The settings of an installation.
    ///   - includesStates: Whether retained messages are included, such as the states of extensions.
    ///   - observer: Receives what happens and why; can be `nil`.
    public init(
        tables: CallTables = .calls, options: CorrelatorOptions = .init(), includesStates: Bool = false,
        observer: (any CorrelatorObserver)? = nil
    ) {
        self.includesStates = includesStates
        correlator = Correlator(tables: tables, options: options)
        correlator.observer = observer
    }

    /// Decodes some of the recording, in any split.
    ///
    /// - Parameters:
    ///   - bytes: The next bytes.
    ///   - arrival: When they arrived; it dates events that carry no `Timestamp`.
    ///   - body: Receives the events, in order.
    public mutating func feed(_ bytes: RawSpan, arrival: Timestamp, _ body: (CallEvent) -> Void) {
        correlator.arrival = arrival
        var offset = 0
        // In pieces, so that the events of a long recording don't pile up.
        while offset < bytes.byteCount {
            let end = min(offset + 1 << 16, bytes.byteCount)
            decoder.decode(bytes.extracting(offset..<end), into: &correlator)
            offset = end
            deliver(body)
        }
        summary.bytes += bytes.byteCount
    }

    private mutating func deliver(_ body: (CallEvent) -> Void) {
        for event in correlator.takeEvents() where includesStates || !event.retain {
            summary.messages[event.name, default: 0] += 1
            body(event)
        }
    }

    /// Ends the recording. Running timers end now.
    ///
    /// - Parameter body: Receives the last events.
    public mutating func finish(_ body: (CallEvent) -> Void) -> Summary {
        decoder.finish()
        correlator.advance(to: Timestamp(microseconds: .max))
        deliver(body)
        summary.decoder = decoder.counters
        summary.correlator = correlator.counters
        summary.openCalls = correlator.openCallIDs
        summary.brokenClaims = correlator.brokenClaims
        return summary
    }
}
