import Correlator
import Hummingbird
import NIOCore

/// The board as server-sent events (HTML, 9.2): everything first, then changes.
struct BoardStream {
    /// The longest time without an event, so that proxies see that the connection lives.
    private static let heartbeat = Duration.seconds(15)
    /// Changes within this time are sent together.
    private static let pace = Duration.milliseconds(100)

    let board: LiveBoard
    let watcher: Watcher
    /// The `Last-Event-ID` of one who was here before.
    let lastEventID: String?

    /// Writes until whoever looks is gone.
    ///
    /// - Throws: where the connection or the server ends.
    func write(to writer: inout any ResponseBodyWriter) async throws {
        var seen = version(in: lastEventID)
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [watcher] in
                while true {
                    try await Task.sleep(for: Self.heartbeat)
                    watcher.wake()
                }
            }
            defer { group.cancelAll() }
            try await tell(&seen, &writer)
        }
        if Task.isCancelled { throw CancellationError() }
    }

    private func tell(_ seen: inout Int?, _ writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(next(&seen) ?? ByteBuffer())
        for await _ in watcher.wakes {
            try await writer.write(next(&seen) ?? ByteBuffer(string: ":\n\n"))
            try await Task.sleep(for: Self.pace)
        }
    }

    /// The next event; `nil` where there is nothing new.
    private func next(_ seen: inout Int?) -> ByteBuffer? {
        let now = Timestamp.now()
        let update = board.update(since: seen, at: now)
        guard update.isWhole || update.version != seen else { return nil }
        seen = update.version
        var buffer = ByteBuffer()
        buffer.writeString(
            "event: \(update.isWhole ? "snapshot" : "changes")\nid: \(board.epoch)-\(update.version)\ndata: ")
        // What others wrote stands in it, and an event ends with its line; between JSON's texts a space is as good.
        buffer.writeBytes(update.json(at: now).map { $0 < 0x20 ? 0x20 : $0 })
        buffer.writeString("\n\n")
        return buffer
    }

    private func version(in id: String?) -> Int? {
        guard let parts = id?.split(separator: "-"), parts.count == 2, parts[0] == board.epoch else { return nil }
        return Int(parts[1])
    }
}
