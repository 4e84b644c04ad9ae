import AMI
import Correlator

/// How long a capture takes, again and again.
struct CaptureTimes: ~Copyable {
    /// Wants nothing of what there is.
    private struct Nobody: AMIMessageSink {
        func wants(event name: RawSpan) -> Bool { false }
        mutating func receive(_ message: borrowing AMIMessage) {}
    }

    private let file: MappedFile
    private let rounds: Int

    init(path: String, rounds: Int) throws {
        file = try MappedFile(path: path)
        self.rounds = rounds
    }

    /// Only to find the messages and their names.
    func decoding() -> [Int64] {
        (0..<rounds).map { _ in
            var decoder = AMIDecoder()
            var nobody = Nobody()
            let begun = processorTime()
            decoder.decode(file.bytes, into: &nobody)
            return processorTime() - begun
        }
    }

    /// To know of the calls, in pieces of the size in which a connection reads, and with the events taken.
    func correlating() -> [Int64] {
        (0..<rounds).map { _ in
            var decoder = AMIDecoder()
            var correlator = Correlator(tables: .calls, options: .init(readsVariables: false))
            var messages = 0
            let begun = processorTime()
            var offset = 0
            while offset < file.byteCount {
                let end = min(offset + 1 << 16, file.byteCount)
                decoder.decode(file.bytes.extracting(offset..<end), into: &correlator)
                offset = end
                messages += correlator.takeEvents().count { !$0.retain }
            }
            let took = processorTime() - begun
            precondition(messages == correlator.counters.messages)
            return took
        }
    }
}
