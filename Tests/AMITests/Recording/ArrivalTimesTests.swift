import AMI
import Testing

@Suite("When a recording's bytes arrived")
struct ArrivalTimesTests {
    private func parse(_ text: String) throws(ArrivalTimesError) -> ArrivalTimes {
        try ArrivalTimes(parsing: Array(text.utf8).span.bytes)
    }

    @Test("What was written is read again, whatever the line ends")
    func roundTrip() throws {
        var times = ArrivalTimes()
        times.chunks = [.init(offset: 0, microseconds: -1), .init(offset: 7, microseconds: 1_764_025_200_000_000)]
        let text = String(decoding: times.text, as: UTF8.self)
        #expect(try parse(text) == times)
        #expect(try parse(text.replacing("\n", with: "\r\n")) == times)
        #expect(try parse(String(text.dropLast())) == times)
        #expect(try parse("") == ArrivalTimes())
    }

    @Test(
        "A byte arrived with the last chunk that starts at or before it",
        arguments: [(9, nil), (10, 1), (19, 1), (20, 3), (.max, 3)] as [(Int, Int64?)])
    func lookUp(offset: Int, microseconds: Int64?) throws {
        // An empty chunk arrived, too, but no byte with it.
        #expect(try parse("10 1\n20 2\n20 3\n").microseconds(ofByteAt: offset) == microseconds)
    }

    @Test(
        "A line that is none is refused with its number",
        arguments: [
            ("# remark\n1\n", 2, "is not OFFSET MICROSECONDS"), ("1 2 3\n", 1, "is not OFFSET MICROSECONDS"),
            ("-1 2\n", 1, "is not OFFSET MICROSECONDS"), ("1 2\n\n0 3\n", 3, "goes back to byte 0"),
            ("1 99999999999999999999\n", 1, "is not OFFSET MICROSECONDS"),
        ])
    func refuses(_ text: String, line: Int, reason: String) {
        #expect(throws: ArrivalTimesError(line: line, reason: reason)) { try parse(text) }
    }
}
