import Foundation

/// What must be told of a recording: by the scenario that was played, and by Asterisk's own account (CDR and CEL).
///
/// It names only what matters. What the spec declares no message for is not missed.
struct Expectation {
    /// How far times and durations may be off, in seconds: Asterisk writes its account a little earlier or later than
    /// it tells AMI.
    static let tolerance = 0.05

    /// What is told of each phone and agent beside the call's own story, and to others: looked at where it is expected.
    static let aside: Set<String> = [
        "phone_ringing", "phone_stopped", "missed", "agent_called", "agent_connected", "agent_completed",
        "agent_missed",
    ]

    /// The messages that the spec declares.
    static let declared: Set<String> = {
        let file = Recording.folder.deletingLastPathComponent().appending(path: "spec/calls.json")
        let spec = (try? JSONSerialization.jsonObject(with: Data(contentsOf: file))) as? [String: Any]
        return Set((spec?["messages"] as? [String: Any])?.keys.map { $0 } ?? [])
    }()

    /// The messages of each call in their order, by the call's id.
    var calls: [String: [[String: Any]]] = [:]

    init(lines: [String]) throws {
        for line in lines {
            guard let message = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                let call = message["call_id"] as? String, let event = message["event"] as? String
            else { throw Unreadable(line: line) }
            if Self.declared.contains(event) { calls[call, default: []].append(message) }
        }
    }

    /// A line that is no message.
    struct Unreadable: Error {
        var line: String
    }

    /// What differs from what was told, in words.
    func differences(from told: Expectation) -> [String] {
        Set(calls.keys).union(told.calls.keys).sorted().flatMap { call -> [String] in
            let wanted = calls[call] ?? []
            let unasked = Self.aside.subtracting(wanted.map(Self.event))
            let said = (told.calls[call] ?? []).filter { !unasked.contains(Self.event($0)) }
            let names = (wanted: wanted.map(Self.event), said: said.map(Self.event))
            guard names.wanted == names.said else {
                return ["\(call): expected \(names.wanted), told \(names.said)"]
            }
            return zip(wanted, said).flatMap { wanted, said in
                wanted.keys.sorted().compactMap { field in
                    Self.isMet(field, wanted[field], said[field])
                        ? nil
                        : "\(call) \(Self.event(wanted)): \(field) is \(said[field] ?? "not there"), "
                            + "expected \(wanted[field] ?? "nothing")"
                }
            }
        }
    }

    private static func event(_ message: [String: Any]) -> String { message["event"] as? String ?? "" }

    private static func isMet(_ field: String, _ wanted: Any?, _ said: Any?) -> Bool {
        switch (wanted, said) {
        case (let wanted as [String: Any], let said as [String: Any]):
            wanted.allSatisfy { isMet($0.key, $0.value, said[$0.key]) }
        case (let wanted as [Any], let said as [Any]):
            wanted.count == said.count
                && wanted.allSatisfy { one in said.contains { isMet(field, one, $0) } }
        case (let wanted as String, let said as String) where field == "timestamp":
            if let wanted = time(wanted), let said = time(said) { abs(wanted - said) <= tolerance } else { false }
        case (let wanted as Double, let said as Double):
            abs(wanted - said) <= (field.hasSuffix("_seconds") ? tolerance : 0)
        case (let wanted as String, let said as String): wanted == said
        // null says that there is none
        case (is NSNull, nil), (is NSNull, is NSNull): true
        default: false
        }
    }

    private static func time(_ text: String) -> Double? {
        try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text).timeIntervalSince1970
    }
}
