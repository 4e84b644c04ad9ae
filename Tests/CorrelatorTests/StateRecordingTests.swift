import AMI
import Correlator
import Foundation
import Testing

/// Recordings of a real Asterisk with what it said itself, when asked at some moments, of its queues, mailboxes and
/// trunks: `NAME.states.jsonl` has a line for each, made of the lists that it answered with.
@Suite("What is kept of queues, mailboxes and trunks is what the PBX lists")
struct StateRecordingTests {
    struct StateRecording: CustomTestStringConvertible, Sendable {
        var name: String
        var testDescription: String { name }

        static let folder = Recording.folder.appending(path: "states")
        static let all: [StateRecording] = ["16", "22"].flatMap { version in
            let files =
                (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: version).path)) ?? []
            return files.filter { $0.hasSuffix(".raw") }.sorted().map {
                StateRecording(name: "\(version)/\($0.dropLast(4))")
            }
        }
    }

    @Test("At each moment at which it was asked", arguments: StateRecording.all)
    func lists(_ recording: StateRecording) throws {
        let folder = StateRecording.folder
        let raw = try String(contentsOf: folder.appending(path: recording.name + ".raw"), encoding: .utf8)
        let lines = try String(contentsOf: folder.appending(path: recording.name + ".states.jsonl"), encoding: .utf8)
        let moments = try lines.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(moments.count > 2)
        var blocks = raw.components(separatedBy: "\r\n\r\n")[...]
        var correlator = Correlator(tables: .watched, options: .init(trunks: ["PJSIP/trunk*", "PJSIP/deadtrunk-*"]))
        var decoder = AMIDecoder()
        var kept: [String: [String: Any]] = [:]
        func time(_ block: String) -> Double? {
            let line = block.components(separatedBy: "\r\n").first { $0.hasPrefix("Timestamp: ") }
            return line.flatMap { Double($0.dropFirst("Timestamp: ".count)) }
        }
        var now = try #require(blocks.lazy.compactMap(time).first)
        func note(_ events: [CallEvent]) throws {
            for event in events where event.retain {
                kept[event.topic] = try JSONSerialization.jsonObject(with: Data(event.payload)) as? [String: Any]
            }
        }
        for moment in moments {
            let at = try #require(moment["at"] as? Double)
            while let block = blocks.first, time(block) ?? now <= at {
                blocks.removeFirst()
                now = max(now, time(block) ?? now)
                correlator.arrival = Timestamp(microseconds: Int64(now * 1_000_000))
                let bytes = Array((block + "\r\n\r\n").utf8)
                decoder.decode(bytes.span.bytes, into: &correlator)
            }
            correlator.advance(to: Timestamp(microseconds: Int64(at * 1_000_000)))
            try note(correlator.takeEvents())
            let topic = try #require(moment["topic"] as? String)
            let state = try #require(kept[topic], "\(topic) at \(at)")
            for (field, value) in moment where !["at", "topic"].contains(field) {
                if let seconds = value as? Double, field == "longest_wait_seconds" {
                    // The PBX says whole seconds, and what is kept is of when it was told.
                    let told = try #require((state["timestamp"] as? String).flatMap(Self.seconds))
                    let wait = try #require(state[field] as? Double)
                    #expect(abs(wait + (seconds > 0 ? at - told : 0) - seconds) < 1.5, "\(topic) at \(at)")
                } else {
                    #expect("\(state[field] ?? "nothing")" == "\(value)", "\(field) of \(topic) at \(at)")
                }
            }
        }
    }

    private static func seconds(_ text: String) -> Double? {
        try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text).timeIntervalSince1970
    }
}
