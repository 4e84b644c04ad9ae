#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

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

    /// Reads a file or pipe of at most `limit` bytes.
    static func read(_ path: String, limit: Int) throws(Failure) -> Contents {
        let descriptor = try open(path)
        defer { close(descriptor) }
        let status = try status(of: descriptor)

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
        guard try status(of: descriptor).st_mode & S_IFMT != S_IFDIR else {
            throw Failure(reason: String(cString: strerror(EISDIR)))
        }
    }

    private static func open(_ path: String) throws(Failure) -> Int32 {
        while true {
            let descriptor = systemOpen(path, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 { return descriptor }
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
