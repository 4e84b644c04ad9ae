import AMI
import Correlator
import Testing

@Suite("A correlator that begins anew goes on where another ended")
struct MemoryTests {
    @Test("It does not matter how often the daemon is started again in a call", arguments: Recording.all)
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
        for place in record.indices {
            var changed = record
            changed[place] ^= 0x55
            var other = Correlator(tables: .calls, options: options)
            _ = other.restore(changed)
        }
        var other = Correlator(tables: .calls, options: options)
        let isTaken = [other.restore(record), other.restore(record)]
        #expect(isTaken == [true, false])
    }
}
