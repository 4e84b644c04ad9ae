import AMI
import Correlator
import Testing

@Suite("A cause code that is none")
struct CauseCodeTests {
    /// What is told of a call whose only leg ends with this cause.
    private func hungup(cause: String) -> String {
        var correlator = Correlator(tables: .calls)
        var decoder = AMIDecoder()
        let channel = "Channel: PJSIP/21-1\r\nCallerIDNum: 21\r\nExten: 22\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n"
        let stream =
            "Event: Newchannel\r\nChannelStateDesc: Ring\r\n\(channel)\r\nEvent: Hangup\r\n\(channel)Cause: \(cause)\r\n\r\n"
        let bytes = Array(stream.utf8)
        decoder.decode(bytes.span.bytes, into: &correlator)
        return correlator.takeEvents().map { String(decoding: $0.payload, as: UTF8.self) }.joined()
    }

    @Test(
        "is told as Asterisk's word for no cause",
        arguments: ["99999999999", "-1", "128", "9223372036854775807", "x", ""])
    func nonsense(_ cause: String) {
        let told = hungup(cause: cause)
        #expect(told.contains(#""cause":"not_defined""#) && told.contains(#""cause_code":0,"#), "\(told)")
    }

    @Test("One at either end of what Q.850 has is told as it is", arguments: [0, 1, 127])
    func ends(_ cause: Int) {
        #expect(hungup(cause: "\(cause)").contains("\"cause_code\":\(cause),"))
    }
}
