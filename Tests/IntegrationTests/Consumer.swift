import Foundation
import TestSupport

/// What a subscriber to everything sees of the daemon, over restarts of its broker too.
struct Consumer: Sendable {
    static let status = "asterisk/bridge/status"
    private let subscriber: Subscriber

    init(_ broker: Mosquitto, _ arguments: [String] = []) async throws {
        // A session that lasts, so that the broker keeps for it what it took.
        subscriber = try await broker.subscriber("asterisk/#", ["-c", "-i", "consumer"] + arguments)
    }

    /// What was told, without figures and what the broker keeps for those who come late.
    var lines: [String] {
        all.filter { line in
            let topic = line.prefix { $0 != " " }
            return !["/state", "/calls", "/bridge/metrics", "/bridge/problems", "/pbx/status"].contains {
                topic.hasSuffix($0)
            }
        }
    }
    /// All that came.
    var all: [String] { subscriber.messages() }
    var accounts: [CallAccount] { CallAccount.all(in: lines) }

    /// An event of a call, as little of it as matters to its place among the others.
    struct Event: Decodable {
        var name: String
        var sequence: Int
        var id: String

        enum CodingKeys: String, CodingKey {
            case name = "event"
            case sequence
            case id = "event_id"
        }
    }

    /// The events of each call by its id, in the order in which they came, repeats left out.
    var events: [String: [Event]] {
        var events: [String: [Event]] = [:]
        var seen: Set<String> = []
        for line in lines {
            guard let match = line.wholeMatch(of: /asterisk\/call\/([^\/]+)\/[a-z_]+ (.*)/),
                let event = try? JSONDecoder().decode(Event.self, from: Data(match.2.utf8)),
                seen.insert(event.id).inserted
            else { continue }
            events[String(match.1), default: []].append(event)
        }
        return events
    }

    /// The ids of calls that have not ended.
    var openCalls: [String] { events.filter { $0.value.last?.name != "hungup" }.keys.sorted() }

    func sees(events count: Int) async throws {
        try await eventually("\(count) events; there are \(CallAccount.count(in: lines))") {
            CallAccount.count(in: lines) >= count
        }
    }

    func sees(_ status: String) async throws { try await subscriber.waits(for: "\(Self.status) \(status)") }

    /// Waits for an event of any call; its line.
    func sees(event name: String) async throws -> String {
        try await eventually("\(name); there is \(lines)") { lines.contains { $0.contains("/\(name) ") } }
        return lines.first { $0.contains("/\(name) ") } ?? ""
    }
}
