import AMIClient
import Testing

@testable import Calls
@testable import Correlator

@Suite("Events are handed over")
struct EventHandoverTests {
    private func event(_ sequence: Int) -> CallEvent {
        CallEvent(
            name: "ringing", callID: "1.1", topic: "call/1.1/ringing", time: Timestamp(microseconds: 0),
            sequence: sequence, eventID: "1.1:ringing:\(sequence)", payload: [], importance: 5, qos: nil, retain: false,
            state: nil)
    }

    @Test("in order, and reading stops from the limit until half of them are taken")
    func limit() async {
        let handover = EventHandover(limit: 4)
        #expect(handover.put([event(1), event(2), event(3)]) == .continue)
        #expect(handover.put([event(4), event(5)]) == .pause)
        for number in 1...2 { #expect(await handover.next()?.sequence == number) }
        // Three are left, which is more than half; that nothing comes meanwhile changes nothing.
        #expect(handover.put([]) == .pause)
        #expect(handover.isPaused)
        #expect(await handover.next()?.sequence == 3)
        #expect(!handover.isPaused)
        #expect(handover.put([]) == .continue)
        for number in 4...5 { #expect(await handover.next()?.sequence == number) }
    }

    @Test("to one who waits for them already", .timeLimit(.minutes(1)))
    func waiting() async {
        let handover = EventHandover(limit: 4)
        let taker = Task { await handover.next()?.sequence }
        while !handover.isAwaited { await Task.yield() }
        #expect(handover.put([event(7)]) == .continue)
        #expect(await taker.value == 7)
    }

    @Test("no more once it is over", .timeLimit(.minutes(1)))
    func finished() async {
        let handover = EventHandover(limit: 4)
        let taker = Task { await handover.next()?.sequence }
        while !handover.isAwaited { await Task.yield() }
        handover.finish()
        #expect(await taker.value == nil)
        #expect(handover.put([event(1)]) == .continue)
        #expect(await handover.next() == nil)
    }
}
