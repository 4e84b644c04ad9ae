import Glibc

@testable import wiretap

/// A folder that's gone, with what's in it, when the value is.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() {
        var template = Array("/tmp/wiretap-tests.XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        var file = try OutputFile(path: "\(path)/\(name)", overwrite: true)
        try file.append(bytes)
        try file.finish()
    }

    /// Makes a symbolic link to another file in here.
    func link(_ name: String, to other: String) throws {
        guard symlink(other, "\(path)/\(name)") == 0 else { throw Failure.cannotCreate(name) }
    }

    func read(_ name: String) throws -> [UInt8] {
        try CaptureSource(path: "\(path)/\(name)").withBytes { $0.copy(0..<$0.byteCount) }
    }
}
