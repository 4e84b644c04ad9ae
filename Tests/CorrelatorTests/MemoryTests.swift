import AMI
import Correlator
import Testing

@Suite("A correlator that begins anew goes on where another ended")
struct MemoryTests {
    /// A restart every two kilobytes takes long: a fourth of the recordings, of all kinds.
    private static let some = Recording.all.enumerated().filter { $0.offset.isMultiple(of: 4) }.map(\.element)

    @Test("It does not matter how often the daemon is started again in a call", arguments: some)
    func restarts(_ recording: Recording) throws {
        #expect(try recording.told(pieces: 2_000, restarts: true) == recording.told(pieces: .max))
    }

    @Test("A record that is cut or changed is refused or read, and nothing worse")
    func broken() throws {
        let bytes = try Recording(name: "22/group-answered").bytes
        var options = CorrelatorOptions()
        options.notesChanges = true
        var correlator = Correlator(tables: .calls, options: options)
        var decoder = AMIDecoder()
        decoder.decode(bytes.span.bytes.extracting(0..<bytes.count / 2), into: &correlator)
        let record = try #require(correlator.takeChanges().first?.record)
        for length in 0..<record.count {
            var other = Correlator(tables: .calls, options: options)
            let isTaken = other.restore(Array(record[..<length]))
            let count = other.openCalls + other.openChannels
            #expect(!isTaken && count == 0, "cut to \(length) bytes")
        }
        // What is taken is gone on with to the end.
        for (place, mask) in record.indices.flatMap({ place in [0x55, 0x80, 0xFF].map { (place, $0 as UInt8) } }) {
            var changed = record
            changed[place] ^= mask
            var other = Correlator(tables: .calls, options: options)
            guard other.restore(changed) else { continue }
            _ = other.untilDeadline(at: Timestamp(microseconds: 1_800_000_000_000_000))
            var decoder = AMIDecoder()
            let rest = bytes.count / 2
            decoder.decode(Array("Asterisk Call Manager/11.0.0\r\n\r\n".utf8).span.bytes, into: &other)
            decoder.decode(bytes.span.bytes.extracting(rest..<bytes.count), into: &other)
            other.advance(to: Timestamp(microseconds: .max))
            _ = other.takeEvents()
        }
        var other = Correlator(tables: .calls, options: options)
        let isTaken = [other.restore(record), other.restore(record)]
        #expect(isTaken == [true, false])
    }
}
