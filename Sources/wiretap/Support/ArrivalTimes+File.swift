import AMI

/// When the bytes of a capture arrived: what is in `NAME.raw.times`, beside `NAME.raw`.
///
/// Plain text, one line a chunk read from the socket: `OFFSET MICROSECONDS`, the byte offset in the capture where the
/// chunk starts and the microseconds since 1970-01-01T00:00:00Z when it was read, both decimal, in rising order. Lines
/// that start with `#` are comments. A byte arrived with the last chunk that starts at or before it.
struct ArrivalTimes: Equatable {
    struct Chunk: Equatable {
        var offset: Int
        var microseconds: Int64
    }

    static let header = "# wiretap times 1: OFFSET MICROSECONDS, one line a chunk read\n"

    var chunks: [Chunk] = []

    init() {}

    /// Reads the text.
    ///
    /// - Throws: `Failure` (EX_DATAERR) with the line number for a line that isn't two rising numbers.
    init(parsing bytes: borrowing RawSpan) throws(Failure) {
        var position = 0
        var number = 0
        while let line = CaptureLine(in: bytes, at: position, before: bytes.byteCount) {
            position = line.range.upperBound
            number += 1
            if line.content.isEmpty || bytes[line.content.lowerBound] == UInt8(ascii: "#") { continue }
            let fields = bytes.text(line.content).split(separator: " ")
            guard fields.count == 2, let offset = Int(fields[0]), let time = Int64(fields[1]), offset >= 0 else {
                throw .data("line \(number) of the arrival times is not OFFSET MICROSECONDS")
            }
            guard offset >= chunks.last?.offset ?? 0 else {
                throw .data("line \(number) of the arrival times goes back to byte \(offset)")
            }
            chunks.append(Chunk(offset: offset, microseconds: time))
        }
    }

    /// When the byte at an offset arrived, or nil if that's before the first chunk.
    func microseconds(ofByteAt offset: Int) -> Int64? {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if chunks[middle].offset <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : chunks[low - 1].microseconds
    }

    /// The same times for the same bytes, where a rewritten capture now has them.
    func moved(by map: OffsetMap) -> ArrivalTimes {
        var moved = self
        for index in moved.chunks.indices { moved.chunks[index].offset = map.newOffset(of: chunks[index].offset) }
        return moved
    }

    /// The text of one chunk.
    static func line(offset: Int, microseconds: Int64) -> String { "\(offset) \(microseconds)\n" }

    /// The text of the file.
    var text: [UInt8] {
        var text = Array(Self.header.utf8)
        for chunk in chunks { text += Self.line(offset: chunk.offset, microseconds: chunk.microseconds).utf8 }
        return text
    }

    /// The sidecar's path for a capture's.
    static func path(besides capture: String) -> String { capture + ".times" }
}

extension ArrivalTimes {
    /// Reads a sidecar file.
    init(file path: String) throws(Failure) {
        let file: MappedFile
        do { file = try MappedFile(path: path) } catch { throw .noInput("\(error)") }
        do { self = try ArrivalTimes(parsing: file.bytes) } catch { throw .data("\(path): \(error)") }
    }
}
