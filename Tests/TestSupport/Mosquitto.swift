import Glibc
import Synchronization

/// A real mosquitto on a free port of loopback.
package final class Mosquitto: Sendable {
    package let port: UInt16
    package let folder = TemporaryDirectory()
    private let process = Mutex<ChildProcess?>(nil)

    /// Starts it with further lines of configuration; `{dir}` in them is its folder, for files written by `prepare`.
    package init(
        _ lines: String = "allow_anonymous true", prepare: (TemporaryDirectory) async throws -> Void = { _ in }
    )
        async throws
    {
        port = LoopbackPort.free()
        try await prepare(folder)
        let configuration = """
            listener \(port) 127.0.0.1
            set_tcp_nodelay true
            max_inflight_messages 0
            max_queued_messages 0
            persistence true
            persistence_location \(folder.path)/
            user root
            log_type all
            \(lines.split(separator: "{dir}", omittingEmptySubsequences: false).joined(separator: folder.path))

            """
        write(configuration, to: folder.file("mosquitto.conf"))
        try await start()
    }

    /// Writes the file `passwords` of users and their passwords, for `password_file`.
    package static func writePasswords(_ passwords: [String: String], to folder: TemporaryDirectory) async throws {
        write("", to: folder.file("passwords"))
        for (user, password) in passwords {
            let tool = try ChildProcess(
                "mosquitto_passwd", ["-b", folder.file("passwords"), user, password], output: folder.file("passwd.log"))
            if try await tool.wait() != 0 { throw TestFailure("mosquitto_passwd: \(tool.text)") }
        }
    }

    deinit {
        stop()
    }

    /// Starts it on the port that it had, with what it has kept.
    package func start() async throws {
        let child = try ChildProcess(
            "/usr/sbin/mosquitto", ["-c", folder.file("mosquitto.conf")], output: folder.file("mosquitto.log"))
        process.withLock { $0 = child }
        do {
            // It listens before its loop begins, and forgets a signal that comes in between. By TLS, it says nothing of
            // a connection that is closed before it looks.
            var connection: Int32?
            defer { if let connection { close(connection) } }
            try await eventually("mosquitto takes connections") {
                guard child.isRunning else { throw TestFailure("mosquitto ended") }
                if connection == nil { connection = LoopbackPort.connect(to: self.port) }
                return connection != nil && child.text.contains(": New connection from ")
            }
        } catch {
            throw TestFailure("\(error): \(child.text)")
        }
    }

    /// Ends it.
    package func stop(_ signal: Int32 = SIGTERM) {
        process.withLock { process in
            process?.end(signal)
            process = nil
        }
    }

    /// A `mosquitto_sub` that has subscribed.
    package func subscriber(
        _ topic: String = "#", format: String = "%t %p", _ arguments: [String] = [], host: String = "127.0.0.1"
    ) async throws -> Subscriber {
        let subscriber = try Subscriber(
            host: host, port: port, topic: topic, format: format, arguments,
            output: folder.file("sub-\(UInt32.random(in: 0...UInt32.max))"))
        try await eventually("the subscription is acknowledged") { subscriber.hasSubscribed }
        return subscriber
    }
}
