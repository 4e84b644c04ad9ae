import AMI
import Correlator
import Testing

@Suite("What the author of an event writes is only repeated")
struct AuthorsHeaderTests {
    private static let calls = ["1.1", "1.2"].map {
        """
        Event: Newchannel\r
        Channel: PJSIP/21-\($0)\r
        ChannelStateDesc: Ring\r
        CallerIDNum: 21\r
        Exten: 22\r
        Uniqueid: \($0)\r
        Linkedid: \($0)\r
        \r

        """
    }.joined()

    private func told(of channel: String, _ body: String) throws -> [String] {
        var correlator = Correlator(tables: .calls)
        correlator.arrival = Timestamp(microseconds: 1_770_888_509_000_000)
        var decoder = AMIDecoder()
        let event = "Event: UserEvent\r\nPrivilege: user,all\r\n\(channel)UserEvent: Note\r\n\(body)\r\n"
        let bytes = Array((Self.calls + event).utf8)
        decoder.decode(bytes.span.bytes, into: &correlator)
        #expect(correlator.openCalls == 2)
        return correlator.takeEvents().map { "\($0.topic) \($0.time.microseconds / 1_000_000)" }
    }

    @Test(
        "A UserEvent can't speak for a channel, join calls or set the clock",
        arguments: [
            "Uniqueid: 1.2\r\n", "Uniqueid: 1.2\r\nLinkedid: 1.1\r\n", "Uniqueid: 1.2\r\nChannel: Local/1@x-1;1\r\n",
            "Timestamp: 5\r\n", "Event: Hangup\r\nUniqueid: 1.2\r\nCause: 16\r\n",
        ])
    func foreign(_ body: String) throws {
        #expect(try told(of: "", body) == ["event/Note 1770888509"])
        let channel = "Channel: PJSIP/21-1.1\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n"
        #expect(try told(of: channel, body) == ["call/1.1/user_event 1770888509"])
    }
}
