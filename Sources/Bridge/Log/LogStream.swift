import Glibc
import Synchronization

/// A descriptor whose reader may stop reading: writing never waits for long.
final class LogStream: Sendable {
    /// How long to wait for a reader that has kept up so far, in milliseconds.
    private static let patience: Int32 = 250
    /// How much a pipe with room takes at once (PIPE_BUF, pipe(7)).
    private static let piece = 4096

    private struct State {
        var isStalled = false
        var missed = 0
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    /// - Parameter descriptor: The caller keeps ownership.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Writes a text, or drops it if that would block.
    ///
    /// - Parameter remark: Makes the text that reports how many were dropped before this one.
    func write(_ text: String, remark: (Int) -> String) {
        state.withLock { state in
            guard isReady(state.isStalled ? 0 : Self.patience) else {
                state.isStalled = true
                state.missed += 1
                return
            }
            if state.missed > 0 {
                let missed = state.missed
                guard put(remark(missed)), isReady(0) else {
                    state.missed += 1
                    return
                }
                state.missed = 0
            }
            state.isStalled = !put(text)
        }
    }

    private func isReady(_ milliseconds: Int32) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&waiting, 1, milliseconds) > 0
    }

    /// Whether all of it was written.
    private func put(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            if written > 0, !isReady(Self.patience) { return false }
            let count = bytes[written..<min(written + Self.piece, bytes.count)].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            // The reader is gone.
            if count <= 0 { return true }
            written += count
        }
        return true
    }
}
