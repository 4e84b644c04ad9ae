import AMI

import Glibc

/// Writes a recording as one file for each call.
enum SessionFiles {
    struct Summary: Equatable {
        var calls: [String] = []
        var restMessages = 0
    }

    /// The file for messages without a call.
    static let restName = "session.raw"

    /// Splits a recording into a folder, which is created if missing.
    ///
    /// - Parameters:
    ///   - keepsRest: whether messages without a call go into `session.raw`.
    ///   - overwrite: whether existing files are replaced.
    static func split(
        _ path: String, into folder: String, keepsRest: Bool, overwrite: Bool
    ) throws(Failure) -> Summary {
        let file: MappedFile
        do { file = try MappedFile(path: path) } catch { throw .noInput("\(error)") }
        var times: ArrivalTimes?
        let sidecar = ArrivalTimes.path(besides: path)
        if access(sidecar, F_OK) == 0 { times = try ArrivalTimes(file: sidecar) }
        if mkdir(folder, 0o777) != 0, errno != EEXIST {
            throw .cannotCreate("\(folder): \(Failure.text(of: errno))")
        }
        let session = SessionSplitter(file.bytes)
        var summary = Summary()
        for call in session.calls {
            let name = SessionSplitter.fileName(linkedid: call.linkedid)
            try write(session.preamble + call.pieces, of: file.bytes, times, to: "\(folder)/\(name)", overwrite)
            summary.calls.append(name)
        }
        summary.restMessages = session.rest.count
        if keepsRest, !session.rest.isEmpty {
            try write(session.preamble + session.rest, of: file.bytes, times, to: "\(folder)/\(restName)", overwrite)
        }
        return summary
    }

    private static func write(
        _ pieces: [CapturePiece], of bytes: borrowing RawSpan, _ times: ArrivalTimes?, to path: String,
        _ overwrite: Bool
    ) throws(Failure) {
        var output = try OutputFile(path: path, overwrite: overwrite)
        var moved = ArrivalTimes()
        for piece in pieces {
            // A message is there when its last byte is.
            if let time = times?.microseconds(ofByteAt: piece.range.upperBound - 1) {
                moved.chunks.append(.init(offset: output.byteCount, microseconds: time))
            }
            try output.append(bytes, piece.range)
        }
        try output.finish()
        if times != nil {
            var sidecar = try OutputFile(path: ArrivalTimes.path(besides: path), overwrite: overwrite)
            try sidecar.append(moved.text)
            try sidecar.finish()
        }
    }
}
