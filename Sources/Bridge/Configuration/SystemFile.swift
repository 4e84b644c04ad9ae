import Glibc

/// Small files of the system, read whole.
enum SystemFile {
    /// Why a file could not be read.
    struct Failure: Error, Sendable {
        /// In words: "No such file or directory".
        let reason: String
    }

    /// What a file holds, and whether everybody may read it.
    struct Contents: Sendable {
        let bytes: [UInt8]
        let isWorldReadable: Bool
    }

    /// Reads a file of at most `limit` bytes. A pipe only where it was handed to this process, as shells do for `<(…)`: one
    /// that has a name may have nobody at its other end, and would be waited for for ever.
    static func read(_ path: String, limit: Int) throws(Failure) -> Contents {
        let descriptor = try open(path)
        defer { close(descriptor) }
        let status = try status(of: descriptor)
        try checkKind(status, of: path, takesDevices: false)

        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = chunk.withUnsafeMutableBytes { buffer in
                // The kernel writes at most buffer.count bytes, and the buffer outlives the call.
                systemRead(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw lastFailure() }
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw Failure(reason: "It is larger than \(limit) bytes") }
        }
        // A pipe's mode says nothing of who sees what goes through it.
        let isFile = status.st_mode & S_IFMT == S_IFREG
        return Contents(bytes: bytes, isWorldReadable: isFile && status.st_mode & S_IROTH != 0)
    }

    /// Throws if the file can't be opened for reading, or is a directory.
    static func checkReadable(_ path: String) throws(Failure) {
        let descriptor = try open(path)
        defer { close(descriptor) }
        // Those who read it read no more than they need; /dev/null is a file with nothing in it.
        try checkKind(status(of: descriptor), of: path, takesDevices: true)
    }

    /// Whether there is something of that name, or may be: whoever must not look into its folder can't know.
    static func isThere(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR)
    }

    /// Whether it is a file that everybody may read.
    static func isWorldReadable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_mode & S_IROTH != 0
    }

    private static func checkKind(_ status: stat, of path: String, takesDevices: Bool) throws(Failure) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFCHR where takesDevices: return
        case S_IFDIR: throw Failure(reason: String(cString: strerror(EISDIR)))
        default:
            let isHandedOver = ["/dev/fd/", "/dev/stdin", "/proc/self/fd/"].contains { path.hasPrefix($0) }
            guard isHandedOver else { throw Failure(reason: "It is no file, but a pipe, a socket or a device") }
        }
    }

    private static func open(_ path: String) throws(Failure) -> Int32 {
        while true {
            // Opening a pipe would wait for somebody to write into it; reading one that was handed over may wait.
            let descriptor = systemOpen(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            if descriptor >= 0 {
                _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
                return descriptor
            }
            guard errno == EINTR else { throw lastFailure() }
        }
    }

    private static func status(of descriptor: Int32) throws(Failure) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw lastFailure() }
        return status
    }

    private static func lastFailure() -> Failure {
        Failure(reason: String(cString: strerror(errno)))
    }
}

// Inside `SystemFile` the names `open` and `read` are its own.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
