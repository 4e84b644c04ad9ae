/// Which of several brokers to try next.
///
/// They are tried in the order of preference, each once and with no wait between them, and then there is a pause. When a
/// connection that stood is lost, it begins at the preferred broker, or at the second where that was the one that was
/// lost.
struct BrokerChoice {
    let brokers: [BrokerAddress]
    private(set) var current = 0
    private var failures = 0

    init(_ brokers: [BrokerAddress]) {
        self.brokers = brokers
    }

    var broker: BrokerAddress { brokers[current] }
    var isPreferred: Bool { current == 0 }

    /// The connection is of use.
    mutating func hasProven() { failures = 0 }

    /// The preferred broker is there again.
    mutating func prefer() {
        current = 0
        failures = 0
    }

    /// The current one failed; whether to pause before the next.
    mutating func failed() -> Bool {
        failures += 1
        if failures >= brokers.count {
            failures = 0
            current = 0
            return true
        }
        current = failures == 1 && current != 0 ? 0 : (current + 1) % brokers.count
        return false
    }
}
