#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file being written: to its own name at once, or under a temporary name beside it that becomes its own when it is
/// whole, so that nobody ever sees half of it.
struct OutputFile: ~Copyable {
    private let descriptor: Int32
    private let path: String
    private let temporary: String?
    private var buffer: [UInt8] = []
    private static let full = 1 << 20

    /// Bytes handed in so far.
    private(set) var byteCount = 0

    /// Opens a new file under its own name.
    ///
    /// - Parameter overwrite: whether a file that is there already is emptied; otherwise it is an error.
    init(path: String, overwrite: Bool, mode: mode_t = 0o600) throws(Failure) {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (overwrite ? O_TRUNC : O_EXCL)
        let opened = open(path, flags, mode)
        guard opened >= 0 else {
            let hint = errno == EEXIST ? "; --force overwrites it" : ""
            throw .cannotCreate("\(path): \(Failure.text(of: errno))\(hint)")
        }
        descriptor = opened
        self.path = path
        temporary = nil
    }

    /// Opens a file under a temporary name in the same folder, with the mode of the file it is to replace.
    init(replacing path: String) throws(Failure) {
        var status = stat()
        let mode = stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0o600
        let name = "\(path).\(getpid()).tmp"
        let opened = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else { throw .cannotCreate("\(name): \(Failure.text(of: errno))") }
        // The umask has no say in what a replaced file may be read by.
        _ = fchmod(opened, mode)
        descriptor = opened
        self.path = path
        temporary = name
    }

    /// Standard output.
    init(standardOutput: Void) {
        descriptor = dup(STDOUT_FILENO)
        path = "standard output"
        temporary = nil
    }

    deinit {
        close(descriptor)
        // A file that was given up; after `finish` there is nothing of that name any more.
        if let temporary { unlink(temporary) }
    }

    /// Adds bytes; they are written when enough of them wait.
    mutating func append(_ bytes: [UInt8]) throws(Failure) {
        byteCount += bytes.count
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.full { try flush() }
    }

    /// Adds some of a span's bytes.
    mutating func append(_ bytes: borrowing RawSpan, _ range: Range<Int>) throws(Failure) {
        byteCount += range.count
        buffer.append(bytes, range)
        if buffer.count >= Self.full { try flush() }
    }

    /// Writes what waits.
    mutating func flush() throws(Failure) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .inputOutput("\(path): \(Failure.text(of: errno))")
            }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes what waits and, for a file that is to replace another, sees it safe on the disk.
    mutating func sync() throws(Failure) {
        try flush()
        if temporary != nil, fsync(descriptor) != 0, errno != EINVAL {
            throw .inputOutput("\(path): \(Failure.text(of: errno))")
        }
    }

    /// Writes the rest and gives the file its name.
    consuming func finish() throws(Failure) {
        try sync()
        if let temporary, rename(temporary, path) != 0 { throw .cannotCreate("\(path): \(Failure.text(of: errno))") }
    }
}
