import AMI
import Logging

/// Says what of Asterisk's messages could not be decoded: at once when it begins, and what came since once a minute, lest
/// a peer fill the log.
struct DecodeFaults {
    private static let interval = Duration.seconds(60)

    private let logger: Logger
    private var said = AMIDecoderCounters()
    private var saidAt: ContinuousClock.Instant?

    init(logger: Logger) {
        self.logger = logger
    }

    /// - Parameter counters: what the decoder saw; fewer than before after a new connection.
    mutating func look(at counters: AMIDecoderCounters, now: ContinuousClock.Instant = .now) {
        if counters.bytes < said.bytes { said = AMIDecoderCounters() }
        let faults: [(String, UInt64)] = [
            ("oversized", counters.oversized - said.oversized), ("malformed", counters.malformed - said.malformed),
        ].filter { $0.1 > 0 }
        guard !faults.isEmpty else { return }
        if let saidAt, now - saidAt < Self.interval { return }
        let limits = AMIDecoderLimits()
        logger.warning(
            """
            messages of Asterisk were left out: lines of more than \(limits.maxLine) or messages of more than \
            \(limits.maxMessage) bytes (oversized), or no AMI messages at all (malformed); what they told of calls is missing
            """, metadata: .init(uniqueKeysWithValues: faults.map { ($0.0, "\($0.1)") }))
        said = counters
        saidAt = now
    }
}
