import Glibc
import Synchronization

/// A folder for one test, gone with it.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() {
        var template = Array("/tmp/asterisk-mqtt-tests-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!).map { String(cString: $0) }! }
    }

    deinit {
        remove()
    }

    /// Has it go with the process, for one that is never let go of.
    package func removeAtExit() {
        Self.leftToTheEnd.withLock { $0.append(self) }
        atexit { TemporaryDirectory.leftToTheEnd.withLock { for folder in $0 { folder.remove() } } }
    }

    private static let leftToTheEnd = Mutex<[TemporaryDirectory]>([])

    private func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) { remove("\(path)/\(name)") } else { unlink("\(path)/\(name)") }
        }
        closedir(folder)
        rmdir(path)
    }

    /// The path of a file in it.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file with that mode, whatever the umask, and returns its path.
    ///
    /// - Throws: ``TestFailure`` where it can't be written.
    @discardableResult
    package func write(_ text: String, to name: String, mode: mode_t = 0o600) throws -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    /// Writes a file with that mode, whatever the umask, and returns its path.
    ///
    /// - Throws: ``TestFailure`` where it can't be written.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o600) throws -> String {
        let path = file(name)
        guard let stream = fopen(path, "w") else { throw TestFailure("\(path): \(String(cString: strerror(errno)))") }
        defer { fclose(stream) }
        guard fchmod(fileno(stream), mode) == 0, fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
            throw TestFailure("\(path): \(String(cString: strerror(errno)))")
        }
        return path
    }
}
