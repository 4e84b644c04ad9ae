import Testing

@testable import Bridge

@Suite("What a bridge on standby learns of the calls that another publishes")
struct PublishedCallsTests {
    private static let event =
        #"{"event":"user_event","fields":{"sequence":"9"},"event_id":"1.1:user_event:2","sequence":4}"#
    private static let variables =
        #"{"event":"answered","sequence":4,"variables":{"sequence":"9","x\"sequence":"\":7"}}"#

    @Test(
        "The number of an event is read from it and from the call's retained state, and from nothing else",
        arguments: [
            (event, 4), (#"{"call_id":"1.1","state":"talking","last":\#(event)}"#, 4), (variables, 4), ("", nil),
            ("{}", nil),
            (#"{"sequence":}"#, nil), (#"{"sequence":99999999999999999999}"#, nil), (#"{"sequence":"#, nil),
        ])
    func number(_ payload: String, _ number: Int?) {
        #expect(SeenEvents.number(of: "sequence", in: Array(payload.utf8)) == number)
    }

    @Test("The last event of each call counts, up to a bound of calls")
    func latest() {
        var calls = PublishedCalls(limit: 2)
        let said = [
            ("1.1/ringing", 1), ("1.1/state", 3), ("1.1/answered", 2), ("1.2/ringing", 1), ("1.3/ringing", 1), ("x", 1),
        ]
        for (topic, number) in said {
            calls.note(Array(#"{"sequence":\#(number)}"#.utf8), at: topic[...], field: "sequence")
        }
        let taken = calls.take().sorted { $0.callID < $1.callID }
        #expect(taken.map(\.callID) == ["1.1", "1.2"] && taken.map(\.sequence) == [3, 1])
        #expect(calls.take().isEmpty)
    }
}
