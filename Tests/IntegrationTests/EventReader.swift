import Glibc
import Synchronization
import TestSupport

/// A browser's `EventSource`, as far as a test needs one: it reads what comes, until it is let go of.
final class EventReader: Sendable {
    private let descriptor: Int32
    private let bytes = Mutex<[UInt8]>([])
    private let ended = Mutex(false)

    /// Asks for the board's events.
    init(from port: UInt16, lastEventID: String? = nil) throws {
        guard let descriptor = LoopbackPort.connect(to: port) else { throw TestFailure("nothing listens at \(port)") }
        self.descriptor = descriptor
        var lines = ["GET /board/events HTTP/1.1", "Host: localhost", "Accept: text/event-stream"]
        if let lastEventID { lines.append("Last-Event-ID: \(lastEventID)") }
        let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
        startThread { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
                guard let self else { return }
                let part = buffer[..<count]
                self.bytes.withLock { $0 += part }
            }
            self?.ended.withLock { $0 = true }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// All that came, chunks and headers included.
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    /// Whether the server has closed the connection.
    var hasEnded: Bool { ended.withLock { $0 } }
    var status: Int { Int(text.dropFirst(9).prefix(3)) ?? 0 }

    /// The id of the last event.
    var lastEventID: String? {
        text.split(whereSeparator: \.isNewline).last { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
    }

    /// The names of the events.
    var events: [String] {
        text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("event: ") }.map { String($0.dropFirst(7)) }
    }

    func sees(_ part: String) async throws {
        try await eventually("\(part): \(text)") { text.contains(part) }
    }
}
