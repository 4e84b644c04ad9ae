import AMI
import Correlator
import Foundation
import Fuzzing

/// AMI's bytes, whatever they are, go through decoder and correlator: whole, and again in pieces. Both say the same, in
/// JSON, at topics that are a call's own.
///
/// The first byte of the input is about the pieces, the rest is the stream.
@main
enum FuzzDecoder {
    static func main() {
        Fuzzer.run { start, count in
            let input = Fuzzer.bytes(start, count)
            guard let first = input.first else { return 0 }
            let stream = Array(input.dropFirst())
            let whole = told(stream, piece: .max)
            let inPieces = told(stream, piece: Int(first) + 1)
            precondition(whole.events.count == inPieces.events.count, "another number of events in pieces")
            for (one, other) in zip(whole.events, inPieces.events) {
                precondition(one.topic == other.topic && one.payload == other.payload, "another event in pieces")
                check(one)
            }
            precondition(whole.left == inPieces.left, "other calls are left in pieces")
            return 0
        }
    }
}

/// What a stream comes to, and how many calls and channels are left.
private func told(_ stream: [UInt8], piece: Int) -> (events: [CallEvent], left: [Int]) {
    var correlator = Correlator(tables: .calls)
    correlator.arrival = Timestamp(microseconds: 1_800_000_000_000_000)
    var decoder = AMIDecoder()
    var rest = stream[...]
    while !rest.isEmpty {
        let next = Array(rest.prefix(piece))
        rest = rest.dropFirst(next.count)
        decoder.decode(next.span.bytes, into: &correlator)
    }
    decoder.finish()
    correlator.advance(to: Timestamp(microseconds: .max))
    return (correlator.takeEvents(), [correlator.openCalls, correlator.openChannels])
}

/// That a message is JSON, and that nobody's words made a topic of their own.
private func check(_ event: CallEvent) {
    let object = try? JSONSerialization.jsonObject(with: Data(event.payload))
    precondition(object is [String: Any], "a payload that is no JSON object")
    let levels = event.topic.split(separator: "/", omittingEmptySubsequences: false)
    let known: [Substring: Int] = ["call": 3, "event": 2, "extension": 3]
    precondition(levels.count == known[levels[0]], "another topic")
    for scalar in event.topic.unicodeScalars {
        precondition(scalar != "#" && scalar != "+" && scalar.value >= 0x20, "a topic that MQTT has no room for")
    }
}
