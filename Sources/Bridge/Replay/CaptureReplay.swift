public import AMI
public import Correlator

/// Recorded AMI through the daemon's own decoder and correlator: no broker, no Asterisk, no configuration.
public struct CaptureReplay: ~Copyable {
    /// What came of a replay.
    public struct Summary: Sendable {
        /// Bytes that were decoded.
        public var bytes = 0
        /// What the decoder saw.
        public var decoder = AMIDecoderCounters()
        /// What the correlator saw and did.
        public var correlator = CorrelatorCounters()
        /// The ids of the calls that had not ended when the recording did, sorted.
        public var openCalls: [String] = []
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
    ///   - options: What an installation would decide.
    ///   - includesStates: Whether messages are included that the broker keeps, such as what each phone is doing.
    ///   - observer: Whoever wants to know why; `nil` for nobody.
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
    ///   - body: Is handed what the calls did, in order.
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

    /// The end of the recording. Timers that still ran end now, since nothing more will come that they wait for.
    ///
    /// - Parameter body: Is handed what the calls did last.
    public mutating func finish(_ body: (CallEvent) -> Void) -> Summary {
        decoder.finish()
        correlator.advance(to: Timestamp(microseconds: .max))
        deliver(body)
        summary.decoder = decoder.counters
        summary.correlator = correlator.counters
        summary.openCalls = correlator.openCallIDs
        return summary
    }
}
