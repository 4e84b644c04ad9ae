import AMI

/// A recording's bytes: a mapped file, or bytes in memory.
final class CaptureSource: Sendable {
    private let file: MappedFile
    private let memory: [UInt8]?

    init(path: String) throws(Failure) {
        do { file = try MappedFile(path: path) } catch { throw .noInput("\(error)") }
        memory = nil
    }

    init(_ bytes: [UInt8]) {
        file = MappedFile()
        memory = bytes
    }

    /// Calls the body with the bytes.
    func withBytes<Result, Thrown: Error>(
        _ body: (borrowing RawSpan) throws(Thrown) -> Result
    ) throws(Thrown) -> Result {
        if let memory {
            let span = memory.span
            return try body(span.bytes)
        }
        return try file.withBytes(body)
    }
}

extension MappedFile {
    // A class can't lend out a span of what it stores; a call can.
    fileprivate borrowing func withBytes<Result, Thrown: Error>(
        _ body: (borrowing RawSpan) throws(Thrown) -> Result
    ) throws(Thrown) -> Result {
        let span = bytes
        return try body(span)
    }
}
