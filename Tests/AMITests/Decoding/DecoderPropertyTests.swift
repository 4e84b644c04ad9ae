import AMI
import Testing

@Suite("The decoder against one written for clarity")
struct DecoderPropertyTests {
    static let wanted = ["Newchannel", "Newstate", "Hangup", "DialBegin", "DialState", "DialEnd", "BridgeEnter"]

    @Test("Any split of any mutation of a session gives what the reference gives", arguments: 0..<6)
    func splitsAndMutations(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        for round in 0..<16 {
            let bytes = mutate(Array(Sample.session.utf8), rounds: round % 12, using: &random)
            let limits =
                round % 3 == 0
                ? AMIDecoderLimits(
                    maxLine: .random(in: 1...90, using: &random), maxMessage: .random(in: 1...900, using: &random))
                : AMIDecoderLimits()
            let names: [String]? = round % 2 == 0 ? nil : Self.wanted
            let reference = ReferenceDecoder(bytes, limits: limits, wanting: names)
            var splits: [[Int]] = [[]]
            if round % 8 == 5 { splits.append(Array(0..<bytes.count)) }
            for _ in 0..<3 {
                let count = Int.random(in: 1...40, using: &random)
                splits.append((0..<count).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted())
            }
            for cuts in splits {
                let result = decode(bytes, cutAt: cuts, limits: limits, wanting: names)
                guard result.messages == reference.messages, result.counters == reference.counters else {
                    Issue.record(
                        """
                        seed \(seed), round \(round), \(limits), \(cuts.count) cuts: \
                        \(result.counters) instead of \(reference.counters)
                        """)
                    return
                }
                #expect(result.mostHeld <= limits.maxMessage + 1)
            }
        }
    }

    /// What a bad line, a bad disk or a bad program may do to a stream.
    func mutate(_ original: [UInt8], rounds: Int, using random: inout SeededRandom) -> [UInt8] {
        let snippets = [
            "\r\n\r\n", "\n\n", "\n\r\n", "\r", "\n", ":", "--END COMMAND--", "--END COMMAND--\r\n\r\n",
            "Response: Follows\r\n", "Asterisk Call Manager/1.3\r\n", "Event: ", "Event:\r\n", "event:x\n", "\u{0}",
            String(repeating: "x", count: 300),
        ]
        var bytes = original
        if rounds % 5 == 4 { bytes.removeAll { $0 == 13 } }
        for _ in 0..<rounds * 3 where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.remove(at: at)
            case 1: bytes[at] = .random(in: 0...255, using: &random)
            case 2: bytes.insert(contentsOf: snippets.randomElement(using: &random)!.utf8, at: at)
            case 3: bytes.removeSubrange(at..<min(bytes.count, at + .random(in: 1...60, using: &random)))
            default:
                // Line ends are what framing is about.
                let lineFeed = bytes[at...].firstIndex(of: 10) ?? at
                if lineFeed > 0, bytes[lineFeed - 1] == 13 { bytes.remove(at: lineFeed - 1) } else { bytes[at] = 10 }
            }
        }
        return bytes
    }
}
