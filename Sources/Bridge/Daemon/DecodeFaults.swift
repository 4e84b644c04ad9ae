import AMI
import Logging

/// Logs AMI messages that could not be decoded: the first at once, then the sum at most once a minute, so that a peer
/// can't fill the log.
struct DecodeFaults {
    private static let interval = Duration.seconds(60)

    private let logger: Logger
    private var said = AMIDecoderCounters()
    private var saidAt: ContinuousClock.Instant?

    init(logger: Logger) {
        self.logger = logger
    }

    /// - Parameter counters: The decoder's counters; they restart with a new connection.
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
            AMI messages were skipped: lines of more than \(limits.maxLine) bytes or messages of more than \
            \(limits.maxMessage) bytes (oversized), or data that is not AMI (malformed); events may be missing
            """, metadata: .init(uniqueKeysWithValues: faults.map { ($0.0, "\($0.1)") }))
        said = counters
        saidAt = now
    }
}
