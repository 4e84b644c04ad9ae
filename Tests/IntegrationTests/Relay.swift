import Glibc
import Synchronization
import TestSupport

/// A port of loopback that leads to another one, as long as the test wants.
final class Relay: Sendable {
    let port: UInt16
    /// The other one.
    let target: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    private struct State {
        var isOpen = true
        var sockets: Set<Int32> = []
    }

    init(to target: UInt16) {
        (listener, port) = LoopbackPort.listen()
        self.target = target
        let listener = listener
        startThread { [weak self] in
            while case let near = accept(listener, nil, nil), near >= 0 {
                guard let self, state.withLock({ $0.isOpen }), let far = LoopbackPort.connect(to: target) else {
                    close(near)
                    continue
                }
                pass(near, far)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        cut()
    }

    /// Ends all connections and lets none through.
    func cut() {
        state.withLock { state in
            state.isOpen = false
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    /// Lets connections through again.
    func mend() { state.withLock { $0.isOpen = true } }

    private func pass(_ near: Int32, _ far: Int32) {
        state.withLock { $0.sockets.formUnion([near, far]) }
        startThread { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            var ends = [near, far].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            passing: while poll(&ends, 2, -1) > 0 {
                for (from, to) in [(0, 1), (1, 0)] where ends[from].revents != 0 {
                    let count = recv(ends[from].fd, &buffer, buffer.count, 0)
                    if count <= 0 || send(ends[to].fd, buffer, count, Int32(MSG_NOSIGNAL)) != count {
                        break passing
                    }
                }
            }
            // A number that was closed may be another socket's.
            self?.state.withLock { $0.sockets.subtract([near, far]) }
            close(near)
            close(far)
        }
    }
}
