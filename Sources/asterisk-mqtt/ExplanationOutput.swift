import Glibc

/// Writes to standard output or to a file. A file is written under a temporary name and renamed when it is complete; an
/// older file stays until then.
final class ExplanationOutput {
    /// Why it can't be written.
    struct Failure: Error, CustomStringConvertible {
        var description: String

        init(_ path: String, _ code: Int32) { description = "\(path): \(String(cString: strerror(code)))" }
    }

    private let path: String?
    private let temporary: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var failure: Failure?

    /// - Parameter path: The file; `nil` for standard output.
    init(path: String?) throws(Failure) {
        self.path = path
        temporary = path.map { "\($0).\(getpid()).tmp" } ?? ""
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        // Only readable by its owner: a recording names who called whom.
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure(path, errno) }
    }

    deinit {
        guard path != nil else { return }
        close(descriptor)
        // Left over without `finish`, which renames it.
        unlink(temporary)
    }

    /// Adds bytes. ``finish()`` throws if they could not be written.
    func append(_ bytes: [UInt8]) {
        buffer.append(contentsOf: bytes)
        if buffer.count > 1 << 20 { flush() }
    }

    private func flush() {
        var written = 0
        while failure == nil, written < buffer.count {
            let count = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { failure = Failure(path ?? "standard output", errno) } else { written += count }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes the rest and gives the file its name.
    func finish() throws(Failure) {
        flush()
        if let failure { throw failure }
        if let path, rename(temporary, path) != 0 { throw Failure(path, errno) }
    }
}
