import Foundation

/// What was told of one call, without what differs from one play of it to the next: its id and its date.
struct CallAccount: Equatable, CustomStringConvertible {
    private var events: [Event] = []

    private struct Event: Equatable {
        var text: String
        var eventID: String
        /// Milliseconds since the call's first event.
        var offset: Int
    }

    var description: String { events.map { "+\($0.offset) ms \($0.text)" }.joined(separator: "\n") }

    /// The same events in the same order with the same words, at times that are the same but for rounding.
    static func == (one: Self, other: Self) -> Bool {
        one.events.map(\.text) == other.events.map(\.text)
            && zip(one.events, other.events).allSatisfy { abs($0.offset - $1.offset) <= 1 }
    }

    /// The accounts in `TOPIC PAYLOAD` lines, in an order that is that of their words. An event that came more than once
    /// counts once.
    static func all(in lines: [String]) -> [CallAccount] {
        var accounts: [String: CallAccount] = [:]
        var begun: [String: Int] = [:]
        for line in lines {
            guard let match = line.wholeMatch(of: /asterisk\/call\/([^\/]+)\/[a-z_]+ .*"timestamp":"([^"]+)".*/),
                let date = try? Date(String(match.2), strategy: .iso8601WithFraction)
            else { continue }
            let call = String(match.1)
            let time = Int((date.timeIntervalSince1970 * 1000).rounded())
            let text = line.replacing(match.2, with: "TIME").replacing(call, with: "CALL")
                .replacing(/[0-9]{10}\.[0-9]+/, with: "OTHER CALL")
            let id = String(text.firstMatch(of: /"event_id":"([^"]+)"/)?.1 ?? "")
            if accounts[call]?.events.contains(where: { $0.eventID == id }) == true { continue }
            begun[call] = begun[call] ?? time
            accounts[call, default: CallAccount()].events.append(
                Event(text: text, eventID: id, offset: time - begun[call]!))
        }
        return accounts.values.sorted { one, other in
            let (left, right) = (one.events.map(\.text), other.events.map(\.text))
            return left == right
                ? one.events.map(\.offset).lexicographicallyPrecedes(other.events.map(\.offset))
                : left.lexicographicallyPrecedes(right)
        }
    }

    /// How many different events there are in these lines.
    static func count(in lines: [String]) -> Int {
        Set(lines.compactMap { line in line.firstRange(of: "\"event_id\":").map { line[$0.upperBound...] } }).count
    }
}

extension ParseStrategy where Self == Date.ISO8601FormatStyle {
    fileprivate static var iso8601WithFraction: Self { .init(includingFractionalSeconds: true) }
}
