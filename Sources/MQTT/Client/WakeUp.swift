import Glibc

/// Ends a `poll` on another thread: a pipe with a byte in it.
final class WakeUp: Sendable {
    /// To be polled for reading.
    let readEnd: Int32
    private let writeEnd: Int32

    init() throws(MQTTRunError) {
        var ends: (Int32, Int32) = (-1, -1)
        let failed = withUnsafeMutablePointer(to: &ends) { pair in
            // A homogeneous tuple has the layout of a C array (SE-0324), which is what pipe writes.
            pair.withMemoryRebound(to: Int32.self, capacity: 2) { pipe($0) } != 0
        }
        if failed { throw .noResources("no pipe to wake the network thread by") }
        for end in [ends.0, ends.1] {
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (readEnd, writeEnd) = ends
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Callable from any thread. A full pipe wakes as well as one byte does.
    func signal() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    /// Takes back all signals given so far.
    func drain() {
        var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        while read(readEnd, &bytes, 32) == 32 {}
    }
}
