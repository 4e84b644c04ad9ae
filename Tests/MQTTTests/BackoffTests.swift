import Testing

@testable import MQTT

struct BackoffTests {
    private struct Highest: RandomNumberGenerator {
        func next() -> UInt64 { .max }
    }

    @Test("Waits double up to the longest, and begin anew after a success")
    func doubles() {
        var backoff = Backoff(shortest: .seconds(1), longest: .seconds(10))
        var generator = Highest()
        func next(_ helps: Bool = true) -> Double {
            let delay = backoff.next(waitingHelps: helps, using: &generator)
            return (delay / .seconds(1) * 100).rounded() / 100
        }
        #expect([next(), next(), next(), next(), next(), next()] == [1, 2, 4, 8, 10, 10])
        backoff.reset()
        #expect(next() == 1)
        #expect(next(false) == 10)
        #expect(next() == 2)
    }

    @Test("A wait is cut at random by up to half")
    func jitters() {
        var generator = SystemRandomNumberGenerator()
        var seen: Set<Duration> = []
        for _ in 0..<100 {
            var backoff = Backoff(shortest: .seconds(2), longest: .seconds(10))
            let delay = backoff.next(waitingHelps: true, using: &generator)
            #expect(delay >= .seconds(1) && delay <= .seconds(2))
            seen.insert(delay)
        }
        #expect(seen.count > 50)
    }

    @Test("Any number of failures overflows nothing")
    func many() {
        var backoff = Backoff(shortest: .milliseconds(1), longest: .seconds(60))
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            #expect(backoff.next(waitingHelps: true, using: &generator) <= .seconds(60))
        }
    }
}
