import AMI
import Correlator
import Testing

@Suite("However many channels are together, one more costs the same")
struct LargeBridgeTests {
    private static func channel(_ number: Int, call: Int) -> String {
        """
        Channel: PJSIP/\(number)-\(number)\r
        ChannelStateDesc: Up\r
        CallerIDNum: \(number)\r
        Exten: 22\r
        Uniqueid: 1.\(number)\r
        Linkedid: 1.\(call)\r

        """
    }

    @Test(
        "Calls that meet in a bridge become one, which ends once", .timeLimit(.minutes(1)),
        arguments: [(8000, false), (1000, true)])
    func grows(_ count: Int, theOldestLast: Bool) {
        let numbers = theOldestLast ? Array((1...count).reversed()) : Array(1...count)
        var correlator = Correlator(tables: .calls)
        var decoder = AMIDecoder()
        func hear(_ event: String, _ number: Int, _ rest: String = "") {
            let text = "Event: \(event)\r\n\(Self.channel(number, call: number))\(rest)\r\n"
            let bytes = Array(text.utf8)
            decoder.decode(bytes.span.bytes, into: &correlator)
        }
        for number in numbers { hear("Newchannel", number) }
        let calls = correlator.openCalls
        #expect(calls == numbers.count)
        for number in numbers { hear("BridgeEnter", number, "BridgeUniqueid: b\r\nBridgeType: basic\r\n") }
        let (ids, channels) = (correlator.openCallIDs, correlator.openChannels)
        #expect(ids == ["1.1"] && channels == numbers.count)
        for number in numbers { hear("Hangup", number, "Cause: 16\r\n") }
        let rest = correlator.openCalls + correlator.openChannels
        #expect(rest == 0)
        let ends = correlator.takeEvents().filter { $0.name == "hungup" }
        #expect(Set(ends.map(\.callID)).count == ends.count && ends.count == numbers.count)
        #expect(ends.last?.callID == "1.1")
    }
}
