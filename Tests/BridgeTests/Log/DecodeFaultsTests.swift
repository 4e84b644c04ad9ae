import AMI
import Testing

@testable import Bridge

@Suite("What the decoder leaves out is said")
struct DecodeFaultsTests {
    @Test("At once when it begins, and what came since once a minute")
    func limited() {
        let log = RecordedLog()
        var faults = DecodeFaults(logger: log.logger)
        var counters = AMIDecoderCounters()
        let start = ContinuousClock.now
        counters.bytes = 100
        faults.look(at: counters, now: start)
        #expect(log.lines.isEmpty)
        counters.oversized = 2
        faults.look(at: counters, now: start)
        #expect(log.lines.count == 1)
        #expect(log.lines[0].hasPrefix("warning: AMI messages were skipped"))
        #expect(log.lines[0].hasSuffix("[\"oversized=2\"]"))
        for second in 1..<60 {
            counters.oversized += 1
            counters.malformed += 10
            faults.look(at: counters, now: start + .seconds(second))
        }
        #expect(log.lines.count == 1)
        faults.look(at: counters, now: start + .seconds(60))
        #expect(log.lines.count == 2)
        #expect(log.lines[1].hasSuffix("[\"malformed=590\", \"oversized=59\"]"))
        faults.look(at: counters, now: start + .seconds(600))
        #expect(log.lines.count == 2)
    }

    @Test("A new connection's decoder counts from the beginning")
    func newDecoder() {
        let log = RecordedLog()
        var faults = DecodeFaults(logger: log.logger)
        let start = ContinuousClock.now
        var counters = AMIDecoderCounters()
        counters.bytes = 1000
        counters.malformed = 5
        faults.look(at: counters, now: start)
        counters.bytes = 10
        counters.malformed = 1
        faults.look(at: counters, now: start + .seconds(90))
        #expect(log.lines.last?.hasSuffix("[\"malformed=1\"]") == true)
    }
}
