import Correlator
import Foundation
import Testing

/// What Asterisk says of each phone and agent is read here from its own events, by nobody's spec.
@Suite("What is told of each phone and agent")
struct PhoneTests {
    private struct Message: Decodable {
        var event: String
        var queue: String?
        var reason: String?
        var hold_duration_seconds: Double?
        var talk_duration_seconds: Double?
    }

    /// A channel of a phone, as events name it.
    private struct Leg {
        var isDialled = false
        var rang = false
        var wasPickedUp = false
        var wasTaken = false
        var cause = ""
    }

    private func events(_ recording: Recording) throws -> [[String: String]] {
        String(decoding: try recording.bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n").map { text in
            var headers: [String: String] = [:]
            for line in text.components(separatedBy: "\r\n") {
                guard let colon = line.firstRange(of: ": ") else { continue }
                let name = String(line[..<colon.lowerBound])
                if headers[name] == nil { headers[name] = String(line[colon.upperBound...]) }
            }
            return headers
        }
    }

    private func told(_ recording: Recording) throws -> [Message] {
        try recording.told(pieces: .max).map { line in
            try JSONDecoder().decode(Message.self, from: Data(line.drop { $0 != " " }.utf8))
        }
    }

    /// The dialled legs of phones, where all dials are somebody's: a first party's phone rings for nobody.
    private func legs(_ events: [[String: String]]) -> [Leg]? {
        var legs: [String: Leg] = [:]
        for event in events {
            let id = event["Uniqueid"] ?? ""
            switch event["Event"] {
            case "Newchannel": if event["Channel"]?.hasPrefix("PJSIP/") == true { legs[id] = Leg() }
            case "DialBegin":
                if event["Channel"] == nil { return nil }
                legs[event["DestUniqueid"] ?? ""]?.isDialled = true
            case "Newstate":
                if event["ChannelStateDesc"] == "Ringing" { legs[id]?.rang = true }
                if event["ChannelStateDesc"] == "Up" { legs[id]?.wasPickedUp = true }
            case "Pickup": legs[event["TargetUniqueid"] ?? ""]?.wasTaken = true
            case "Hangup": legs[id]?.cause = event["Cause"] ?? ""
            default: break
            }
        }
        return legs.values.filter { $0.isDialled && $0.rang }
    }

    @Test(
        "Each phone of which Asterisk says that it rings is told to ring, and to stop, once", arguments: Recording.all)
    func phones(_ recording: Recording) throws {
        guard let legs = legs(try events(recording)) else { return }
        let messages = try told(recording)
        func count(_ reason: String) -> Int { messages.count { $0.event == "phone_stopped" && $0.reason == reason } }
        #expect(messages.count { $0.event == "phone_ringing" } == legs.count)
        #expect(messages.count { $0.event == "phone_stopped" } == legs.count)
        #expect(count("answered") == legs.count { $0.wasPickedUp && !$0.wasTaken })
        #expect(count("answered_elsewhere") == legs.count { $0.wasTaken || !$0.wasPickedUp && $0.cause == "26" })
    }

    @Test("What a queue says of its members is told of them, in its order", arguments: Recording.all)
    func agents(_ recording: Recording) throws {
        let names = [
            "AgentCalled": "agent_called", "AgentConnect": "agent_connected", "AgentComplete": "agent_completed",
            "AgentRingNoAnswer": "agent_missed",
        ]
        let said = try events(recording).filter { names[$0["Event"] ?? ""] != nil }
        let messages = try told(recording).filter { names.values.contains($0.event) }
        #expect(messages.map(\.event) == said.map { names[$0["Event"] ?? ""] })
        #expect(messages.map(\.queue) == said.map { $0["Queue"] })
        for (message, event) in zip(messages, said) {
            #expect(message.hold_duration_seconds == event["HoldTime"].flatMap(Double.init))
            // The queue counts whole seconds.
            let talk = (message.talk_duration_seconds, event["TalkTime"].flatMap(Double.init))
            #expect((talk.0 == nil) == (talk.1 == nil) && abs((talk.0 ?? 0) - (talk.1 ?? 0)) <= 1)
        }
    }
}
