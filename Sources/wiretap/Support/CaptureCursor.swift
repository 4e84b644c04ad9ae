/// Walks a capture piece by piece and line by line, losing no byte.
///
/// The AMI module's decoder is for live streams: it skips what is no message. Here every byte has to come out again.
struct CaptureCursor {
    /// Where the next piece starts.
    private(set) var position = 0

    /// The next piece, or nil at the end.
    mutating func next(in bytes: borrowing RawSpan) -> CapturePiece? {
        let start = position
        guard var line = CaptureLine(in: bytes, at: start, before: bytes.byteCount) else { return nil }
        if line.content.isEmpty {
            position = line.range.upperBound
            return CapturePiece(kind: .blank, range: line.range)
        }
        if Self.isBanner(line, in: bytes) {
            position = line.range.upperBound
            return CapturePiece(kind: .banner, range: line.range)
        }
        while true {
            position = line.range.upperBound
            guard let following = CaptureLine(in: bytes, at: position, before: bytes.byteCount) else {
                return CapturePiece(kind: .tail, range: start..<position)
            }
            line = following
            if line.content.isEmpty {
                position = line.range.upperBound
                return CapturePiece(kind: .message, range: start..<position)
            }
        }
    }

    private static func isBanner(_ line: CaptureLine, in bytes: borrowing RawSpan) -> Bool {
        let prefix: StaticString = "Asterisk Call Manager/"
        let count = prefix.utf8CodeUnitCount
        return line.content.count >= count
            && bytes.equals(line.content.lowerBound..<line.content.lowerBound + count, prefix)
    }
}

extension CapturePiece {
    /// Calls the body with each line of the piece, the blank one that ends it left out.
    func forEachLine(in bytes: borrowing RawSpan, _ body: (CaptureLine) throws -> Void) rethrows {
        var position = range.lowerBound
        while let line = CaptureLine(in: bytes, at: position, before: range.upperBound) {
            position = line.range.upperBound
            if line.content.isEmpty { continue }
            try body(line)
        }
    }
}
