import AMI
import Testing

@testable import Correlator

@Suite("When it was: an event's own time, where that is one")
struct TimestampTests {
    @Test(
        "A time is read to the microsecond, and what no clock says is none",
        arguments: [
            ("1795524468.875561", 1_795_524_468_875_561), ("0.0", 0), ("5", 5_000_000), ("1.5", 1_500_000),
            ("1.1234567", 1_123_456), ("9999999999.999999", 9_999_999_999_999_999),
            ("253402300799.999999", 253_402_300_799_999_999), ("253402300800.000000", nil), ("253402300800", nil),
            ("999999999999.0", nil), ("99999999999999999999", nil), ("999999999999999999999999", nil),
            ("9223372036854775807", nil), ("", nil), (".5", nil), ("1.2.3", nil), ("-1.0", nil), ("now", nil),
            ("1e9", nil), ("nan", nil), (" 1.0", nil),
        ] as [(String, Int64?)])
    func reads(_ text: String, _ microseconds: Int64?) {
        #expect(Timestamp(Array(text.utf8).span.bytes)?.microseconds == microseconds)
    }

    /// A call that rings and ends, whose middle event says that it happened at another time.
    private static func call(answeredAt time: String) -> [UInt8] {
        let channels = (1...2).map {
            "Channel: PJSIP/2\($0)-0000000\($0)\r\nUniqueid: 1.\($0)\r\nLinkedid: 1.1\r\n"
        }
        let dialled = "Dest" + channels[1].dropLast(2).replacing("\r\n", with: "\r\nDest") + "\r\n"
        return Array(
            """
            Asterisk Call Manager/11.0.0\r
            Event: Newchannel\r
            Timestamp: 1795524460.000000\r
            ChannelStateDesc: Ring\r
            \(channels[0])CallerIDNum: 21\r
            Exten: 22\r
            \r
            Event: Newchannel\r
            Timestamp: 1795524460.100000\r
            ChannelStateDesc: Down\r
            \(channels[1])CallerIDNum: 22\r
            \r
            Event: DialBegin\r
            Timestamp: 1795524460.200000\r
            \(channels[0])\(dialled)DialString: 22\r
            \r
            Event: Newstate\r
            Timestamp: 1795524461.000000\r
            ChannelStateDesc: Ringing\r
            \(channels[1])\r
            Event: DialEnd\r
            Timestamp: \(time)\r
            \(channels[0])\(dialled)DialStatus: ANSWER\r
            \r
            Event: Hangup\r
            Timestamp: 1795524470.000000\r
            \(channels[1])Cause: 16\r
            \r
            Event: Hangup\r
            Timestamp: 1795524470.000000\r
            \(channels[0])Cause: 16\r
            \r

            """.utf8)
    }

    @Test(
        "An event that says that it happened after the year 9999, or never, is dated by its arrival",
        arguments: ["253402300800.000000", "999999999999.000000", "99999999999999999999", "tomorrow"])
    func absurd(_ time: String) {
        var correlator = Correlator(tables: .calls)
        correlator.arrival = Timestamp(microseconds: 1_795_524_465_000_000)
        var decoder = AMIDecoder()
        decoder.decode(Self.call(answeredAt: time).span.bytes, into: &correlator)
        let events = correlator.takeEvents().filter { !$0.retain }
        #expect(events.last?.name == "hungup")
        let moments = events.map(\.time.microseconds)
        #expect(moments.allSatisfy { 1_795_524_460_000_000...1_795_524_470_000_000 ~= $0 }, "\(moments)")
        #expect(events.first { $0.name == "answered" }?.time == correlator.arrival)
        let undated = correlator.counters.undated
        #expect(undated == 1)
    }
}
