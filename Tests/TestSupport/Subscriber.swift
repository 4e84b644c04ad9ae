/// A `mosquitto_sub`: what a consumer sees.
package final class Subscriber: Sendable {
    private let process: ChildProcess

    /// Starts it; `arguments` are more of mosquitto_sub's.
    package init(host: String, port: UInt16, topic: String, format: String, _ arguments: [String], output: String)
        throws
    {
        // With -d it says when it has subscribed; its messages are told from that by their mark. Output to a file is
        // written in blocks otherwise.
        process = try ChildProcess(
            "stdbuf",
            ["-oL", "mosquitto_sub", "-d", "-h", host, "-p", "\(port)", "-t", topic, "-F", ">" + format, "-q", "2"]
                + arguments, output: output)
    }

    /// Whether the broker has acknowledged the subscription.
    package var hasSubscribed: Bool { subscriptions > 0 }

    /// How often a broker has acknowledged it: once for each of its connections.
    package var subscriptions: Int { process.lines().count { $0.hasPrefix("Subscribed") } }

    /// What it has received, in the format asked for, oldest first.
    package func messages() -> [String] {
        process.lines().filter { $0.hasPrefix(">") }.map { String($0.dropFirst()) }
    }

    /// Waits until it has received that message.
    package func waits(for message: String) async throws {
        try await eventually("the subscriber sees \(message); it saw \(self.messages())") {
            self.messages().contains(message)
        }
    }
}
