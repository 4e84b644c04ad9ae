import AMI
import Glibc

/// Capture files made ready to be played.
enum PlayInput {
    /// Takes captures apart.
    ///
    /// - Parameters:
    ///   - asCalls: whether each call is a template of its own (to play many at once) instead of each file.
    ///   - evenly: microseconds between two events where neither a `Timestamp` nor the sidecar says when they were.
    /// - Throws: `Failure`: EX_NOINPUT for a file that can't be read, EX_DATAERR if there's no event in any of them.
    static func templates(_ paths: [String], asCalls: Bool, evenly: Int64) throws(Failure) -> [PlayTemplate] {
        var templates: [PlayTemplate] = []
        for path in paths {
            let source = try CaptureSource(path: path)
            let sidecar = ArrivalTimes.path(besides: path)
            let times = access(sidecar, F_OK) == 0 ? try ArrivalTimes(file: sidecar) : nil
            if asCalls {
                for call in source.withBytes({ SessionSplitter($0).calls }) {
                    templates.append(PlayTemplate(source, pieces: call.pieces, times: times, evenly: evenly))
                }
            } else {
                templates.append(PlayTemplate(source, times: times, evenly: evenly))
            }
        }
        templates.removeAll { $0.messages.isEmpty }
        if templates.isEmpty { throw .data("\(paths.joined(separator: ", ")): no event in there to play") }
        return templates
    }

    /// The lists that were asked for when the captures were recorded.
    static func answers(_ paths: [String]) throws(Failure) -> RecordedAnswers {
        var answers = RecordedAnswers()
        for path in paths { try CaptureSource(path: path).withBytes { answers.add($0) } }
        return answers
    }

    /// What the first capture begins with: banner, login, `FullyBooted`.
    static func preamble(of path: String) throws(Failure) -> [UInt8] {
        try CaptureSource(path: path).withBytes { bytes in
            var preamble: [UInt8] = []
            for piece in SessionSplitter(bytes).preamble { preamble.append(bytes, piece.range) }
            return preamble
        }
    }
}
