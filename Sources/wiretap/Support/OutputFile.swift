import Glibc

/// A file being written, directly or under a temporary name that is renamed when the file is complete, so that nobody
/// sees half of it.
struct OutputFile: ~Copyable {
    private let descriptor: Int32
    private let path: String
    private let temporary: String?
    private var buffer: [UInt8] = []
    private static let full = 1 << 20

    /// Bytes added so far.
    private(set) var byteCount = 0

    /// Opens a new file under its own name.
    ///
    /// - Parameter overwrite: whether a file that is there already is emptied; otherwise it is an error. A symbolic
    ///   link is never followed: in a folder that others can write to, they would choose what is overwritten.
    init(path: String, overwrite: Bool, mode: mode_t = 0o600) throws(Failure) {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (overwrite ? O_TRUNC : O_EXCL)
        let opened = open(path, flags, mode)
        guard opened >= 0 else {
            let code = errno
            if code == ELOOP {
                throw .cannotCreate("\(path) is a symbolic link, which is not followed; name the file itself")
            }
            let hint = code == EEXIST ? "; --force overwrites it" : ""
            throw .cannotCreate("\(path): \(Failure.text(of: code))\(hint)")
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
        // The umask must not change the mode of a replaced file.
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
        // Left over without `finish`, which renames it.
        if let temporary { unlink(temporary) }
    }

    /// Adds bytes; they are buffered.
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

    /// Writes buffered bytes.
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

    /// Writes buffered bytes and, for a file that replaces another, syncs it to disk.
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
