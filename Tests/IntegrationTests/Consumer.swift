import TestSupport

/// What a subscriber to everything sees of the daemon, over restarts of its broker too.
struct Consumer: Sendable {
    static let status = "asterisk/bridge/status"
    private let subscriber: Subscriber

    init(_ broker: Mosquitto, _ arguments: [String] = []) async throws {
        // A session that lasts, so that the broker keeps for it what it took.
        subscriber = try await broker.subscriber("asterisk/#", ["-c", "-i", "consumer"] + arguments)
    }

    var lines: [String] { subscriber.messages() }
    var accounts: [CallAccount] { CallAccount.all(in: lines) }

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
