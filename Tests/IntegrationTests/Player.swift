import TestSupport

/// `wiretap play`: an AMI server that says what a real Asterisk said.
final class Player: Sendable {
    let port: UInt16
    private let process: ChildProcess
    // Its output is there.
    private let folder = TemporaryDirectory()

    /// Starts it and waits until it listens.
    init(_ recordings: Recordings, port: UInt16 = LoopbackPort.free(), _ arguments: [String] = []) async throws {
        self.port = port
        process = try ChildProcess(
            Program.path("wiretap"),
            ["play"] + recordings.captures + ["--listen", "127.0.0.1:\(port)"] + arguments,
            output: folder.file("log"))
        let process = process
        try await eventually("the player listens: \(process.text)") { process.text.contains("listening on") }
    }

    var isRunning: Bool { process.isRunning }

    func kill() { process.end(9) }
}
