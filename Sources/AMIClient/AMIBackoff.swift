/// How long to wait before each new attempt: exponential, with full jitter above the minimum, so that many bridges
/// that lost the same PBX don't come back all at once.
struct AMIBackoff: Sendable {
    let minimum: Duration
    let maximum: Duration
    let refusedLogin: Duration
    let stableAfter: Duration
    private var failures = 0

    init(_ options: AMIConnectionOptions) {
        minimum = options.reconnectMinimum
        maximum = options.reconnectMaximum
        refusedLogin = options.refusedLoginDelay
        stableAfter = options.stableAfter
    }

    /// The wait after an attempt.
    /// - Parameters:
    ///   - sessionLasted: How long its session was, or nil if it got none.
    ///   - fraction: A random number from 0 to 1.
    mutating func delay(after reason: AMIDisconnection, sessionLasted: Duration?, fraction: Double) -> Duration {
        if let sessionLasted, sessionLasted >= stableAfter { failures = 0 }
        if case .loginRefused = reason {
            // A tenth more or less keeps many of them apart.
            return refusedLogin + refusedLogin * (fraction * 0.2 - 0.1)
        }
        var bound = minimum
        for _ in 0...failures where bound < maximum { bound *= 2 }
        bound = max(minimum, min(bound, maximum))
        failures += 1
        return minimum + (bound - minimum) * fraction
    }
}
