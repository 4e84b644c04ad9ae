/// A `mosquitto_sub`: what a consumer sees.
final class Subscriber: Sendable {
    private let process: ChildProcess

    init(host: String, port: UInt16, topic: String, format: String, _ arguments: [String], output: String) throws {
        // With -d it says when it has subscribed; its messages are told from that by their mark. Output to a file is
        // written in blocks otherwise.
        process = try ChildProcess(
            "stdbuf",
            ["-oL", "mosquitto_sub", "-d", "-h", host, "-p", "\(port)", "-t", topic, "-F", ">" + format, "-q", "2"]
                + arguments, output: output)
    }

    var hasSubscribed: Bool { process.lines().contains { $0.hasPrefix("Subscribed") } }

    func messages() -> [String] {
        process.lines().filter { $0.hasPrefix(">") }.map { String($0.dropFirst()) }
    }

    func waits(for message: String, within seconds: Double = 15) async throws {
        try await eventually("the subscriber sees \(message)", within: seconds) { self.messages().contains(message) }
    }
}
