import AMI
import Correlator
import Testing

@Suite("Programs that run the spec they were built with have its names as types")
struct TypedEventTests {
    @Test(
        "Each event has its message, and a cause where it tells one",
        arguments: ["22/answer-caller-hangs-up", "22/busy"])
    func typed(name: String) throws {
        let bytes = try Recording(name: name).bytes
        var correlator = Correlator(tables: .calls)
        var decoder = AMIDecoder()
        decoder.decode(bytes.span.bytes, into: &correlator)
        let events = correlator.takeEvents()
        #expect(!events.isEmpty)
        for event in events {
            #expect(event.message?.name == event.name)
            #expect(event.cause?.name == event.causeName)
        }
        let end = try #require(events.last { $0.message == .hungup })
        #expect(end.cause == (name == "22/busy" ? .userBusy : .normalClearing))
    }

    @Test("What another spec calls its own has none")
    func unknown() {
        #expect(CallMessage(name: "door_opened") == nil)
        #expect(HangupCause(name: "door_closed") == nil)
        #expect(HangupCause(code: 128) == nil)
        #expect(HangupCause(code: 17) == .userBusy)
    }
}
