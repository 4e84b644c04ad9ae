import Glibc

/// A file's bytes, mapped into memory and not read into it: a capture of a gigabyte costs no gigabyte.
///
/// The mapping is private and read-only and lasts as long as the value. Whoever truncates the file meanwhile takes the
/// bytes away under the reader (SIGBUS, see mmap(2)); a file that only grows is seen as it was when it was opened.
///
/// `@unchecked Sendable`: the mapped bytes are never written, and nobody but `deinit` touches the pointer otherwise.
public struct MappedFile: ~Copyable, @unchecked Sendable {
    /// Why a file could not be mapped: the path, what was tried, and the `errno` it failed with.
    public struct Failure: Error, CustomStringConvertible, Sendable {
        /// The file that was asked for.
        public let path: String
        /// `open`, `stat` or `mmap`; `type` for what is no regular file.
        public let step: String
        /// The `errno` of the step, 0 for `type`.
        public let code: Int32

        /// Path, step and reason in one line.
        public var description: String {
            step == "type" ? "\(path): not a regular file" : "\(path): \(String(cString: strerror(code))) (\(step))"
        }
    }

    // nil for an empty file, which mmap(2) refuses.
    private let address: UnsafeMutableRawPointer?

    /// The size of the file in bytes when it was opened.
    public let byteCount: Int

    /// A mapping of nothing, as of an empty file.
    public init() {
        address = nil
        byteCount = 0
    }

    /// Maps a regular file.
    ///
    /// - Parameter path: where the file is.
    /// - Throws: `Failure` if it can't be opened or mapped, or is a pipe, a directory or a device.
    public init(path: String) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(path: path, step: "open", code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(path: path, step: "stat", code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(path: path, step: "type", code: 0) }
        let size = Int(status.st_size)
        var mapped: UnsafeMutableRawPointer?
        if size > 0 {
            mapped = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
            guard mapped != MAP_FAILED else { throw Failure(path: path, step: "mmap", code: errno) }
            // Captures are read from front to back; the advice is one the kernel may ignore.
            _ = madvise(mapped, size, MADV_SEQUENTIAL)
        }
        address = mapped
        byteCount = size
    }

    /// The file's bytes, which can't outlive the mapping.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            // Unsafe: mmap hands out a pointer. It is valid for byteCount bytes until deinit, and the span borrows self.
            let span = RawSpan(_unsafeStart: address ?? UnsafeMutableRawPointer(bitPattern: 1)!, byteCount: byteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    deinit {
        if let address { munmap(address, byteCount) }
    }
}
