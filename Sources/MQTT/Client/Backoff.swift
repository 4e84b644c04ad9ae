/// Waits that double from the shortest to the longest, each cut at random by up to half, so that many clients that
/// lost the same broker do not come back in step.
struct Backoff {
    let shortest: Duration
    let longest: Duration
    private(set) var failures = 0

    init(shortest: Duration, longest: Duration) {
        self.shortest = shortest
        self.longest = longest
    }

    /// The next wait. A failure that waiting does not cure goes to the slow end at once.
    mutating func next(waitingHelps: Bool, using generator: inout some RandomNumberGenerator) -> Duration {
        var delay = longest
        if waitingHelps {
            // 2^20 times any delay is beyond every sensible bound, and still no overflow.
            delay = min(longest, shortest * (1 << min(failures, 20)))
            failures += 1
        }
        return delay * Double.random(in: 0.5...1, using: &generator)
    }

    mutating func reset() {
        failures = 0
    }
}
