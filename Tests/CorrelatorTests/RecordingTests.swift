import Correlator
import Foundation
import Testing

@Suite("What is told of recordings of a real Asterisk")
struct RecordingTests {
    @Test("Every recording tells what the scenario and the PBX's own account say", arguments: Recording.all)
    func expectation(_ recording: Recording) throws {
        let told = try Expectation(
            lines: recording.told(pieces: .max).map { line in
                String(line.drop { $0 != " " }.dropFirst())
            })
        #expect(try recording.expected.differences(from: told) == [])
    }

    @Test("No words that a spec is free to choose are expected", arguments: Recording.all)
    func words(_ recording: Recording) throws {
        for message in try recording.expected.calls.values.joined() {
            #expect(message["description"] == nil && message["cause_description"] == nil)
        }
    }

    @Test("It does not matter how the bytes arrive", arguments: Recording.all.filter { $0.name.hasPrefix("22/") })
    func splits(_ recording: Recording) throws {
        let whole = try recording.told(pieces: .max)
        for pieces in [7, 511] { #expect(try recording.told(pieces: pieces) == whole) }
    }

    @Test("Each byte alone gives the same, too")
    func singleBytes() throws {
        let recording = Recording(name: "22/group-answered")
        #expect(try recording.told(pieces: 1) == recording.told(pieces: .max))
    }

    @Test("A call ends once, nothing comes after it, and it counts its messages", arguments: Recording.all)
    func endings(_ recording: Recording) throws {
        struct Message: Decodable {
            var event: String
            var call_id: String
            var sequence: Int?
        }
        var ended: Set<String> = []
        var counted: [String: Int] = [:]
        for line in try recording.told(pieces: .max) {
            let json = try #require(line.firstIndex(of: " ")).utf16Offset(in: line)
            let message = try JSONDecoder().decode(Message.self, from: Data(line.utf8.dropFirst(json + 1)))
            // What is told of phones and agents, and to them, is none of what the call counts.
            if Expectation.aside.contains(message.event) {
                #expect((message.sequence == nil) == (message.event != "missed"))
                #expect(message.event == "missed" || !ended.contains(message.call_id))
                continue
            }
            #expect(!ended.contains(message.call_id))
            counted[message.call_id, default: 0] += 1
            #expect(message.sequence == counted[message.call_id])
            if message.event == "hungup" { ended.insert(message.call_id) }
        }
        #expect(ended == Set(counted.keys))
    }

    /// ConfBridge tells AMI of itself by a way of its own through Asterisk: on a busy machine a Hangup overtakes it.
    @Test("Who leaves a conference by hanging up has left it once, before the hungup, however late Asterisk says so")
    func overtakenLeave() throws {
        let recording = Recording(name: "22/conference-of-three")
        let text = String(decoding: try recording.bytes, as: UTF8.self)
        var events = text.components(separatedBy: "\r\n\r\n")
        let leaves = events.filter { $0.contains("Event: ConfbridgeLeave\r\n") }
        #expect(leaves.count == 3)
        events.removeAll { $0.contains("Event: ConfbridgeLeave\r\n") }
        for leave in leaves {
            let id = try #require(leave.components(separatedBy: "\r\n").first { $0.hasPrefix("Uniqueid: ") })
            let hangup = try #require(
                events.firstIndex { $0.contains("Event: Hangup\r\n") && $0.contains("\r\n\(id)\r\n") })
            events.insert(leave, at: hangup + 1)
        }
        let told = { (lines: [String]) in lines.map { String($0.prefix { $0 != " " }) }.sorted() }
        let late = Recording.told(of: Array(events.joined(separator: "\r\n\r\n").utf8))
        #expect(told(late) == told(try recording.told(pieces: .max)))
    }

    /// A program hears of the one's end by another way than AMI does.
    @Test(
        "A program that hangs up whom it rang, and then the caller, has not given up for him, whichever is told first")
    func overtakenEnd() throws {
        let recording = Recording(name: "22/ari-dial-unanswered")
        var events = String(decoding: try recording.bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
        func place(_ event: String, _ header: String) throws -> Int {
            try #require(events.firstIndex { $0.contains("Event: \(event)\r\n") && $0.contains("\r\n\(header)") })
        }
        let end = events.remove(at: try place("Hangup", "Channel: PJSIP/22-"))
        events.insert(end, at: try place("SoftHangupRequest", "Channel: PJSIP/trunk-") + 1)
        let told = try Expectation(
            lines: Recording.told(of: Array(events.joined(separator: "\r\n\r\n").utf8)).map { line in
                String(line.drop { $0 != " " }.dropFirst())
            })
        #expect(try recording.expected.differences(from: told) == [])
    }

    /// Dial starts the dialplan behind a Local channel before it tells of the channel itself.
    @Test("Who rings behind a Local channel is known, though that is told before the channel is said to be dialled")
    func overtakenDial() throws {
        let recording = Recording(name: "22/blonde-through-local")
        var events = String(decoding: try recording.bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
        func dial(_ header: String) throws -> Int {
            try #require(
                events.firstIndex { $0.contains("Event: DialBegin\r\n") && $0.contains("\r\n\(header): Local/") })
        }
        let outer = events.remove(at: try dial("DestChannel"))
        events.insert(outer, at: try dial("Channel") + 1)
        let told = try Expectation(
            lines: Recording.told(of: Array(events.joined(separator: "\r\n\r\n").utf8)).map { line in
                String(line.drop { $0 != " " }.dropFirst())
            })
        #expect(try recording.expected.differences(from: told) == [])
    }
}
