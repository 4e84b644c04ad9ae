/// When the bytes of a recording arrived: what is in `NAME.raw.times`, beside `NAME.raw`.
///
/// Plain text, one line a chunk read from the socket: `OFFSET MICROSECONDS`, the byte offset in the recording where the
/// chunk starts and the microseconds since 1970-01-01T00:00:00Z when it was read, both decimal, offsets in rising order.
/// Lines that start with `#` are comments. A byte arrived with the last chunk that starts at or before it.
public struct ArrivalTimes: Sendable, Equatable {
    /// Some bytes that arrived together.
    public struct Chunk: Sendable, Equatable {
        /// Where they start in the recording.
        public var offset: Int
        /// Since 1970.
        public var microseconds: Int64

        /// A chunk.
        public init(offset: Int, microseconds: Int64) {
            self.offset = offset
            self.microseconds = microseconds
        }
    }

    /// The file's first line, which says what the others are.
    public static let header = "# wiretap times 1: OFFSET MICROSECONDS, one line a chunk read\n"

    /// The chunks, in order.
    public var chunks: [Chunk] = []

    /// No times.
    public init() {}

    /// Reads the text.
    ///
    /// - Throws: for a line that isn't two numbers, or whose offset is less than the one before.
    public init(parsing text: RawSpan) throws(ArrivalTimesError) {
        var start = 0
        var number = 0
        while start < text.byteCount {
            let end = text.firstLineFeed(from: start)
            let line = text.extracting(start..<min(end, text.byteCount))
            start = end + 1
            number += 1
            if line.byteCount == 0 || line.byte(at: 0) == UInt8(ascii: "#") { continue }
            let fields = String(repairing: line).split { $0.isWhitespace }
            if fields.isEmpty { continue }
            guard fields.count == 2, let offset = Int(fields[0]), let time = Int64(fields[1]), offset >= 0 else {
                throw ArrivalTimesError(line: number, reason: "is not OFFSET MICROSECONDS")
            }
            guard offset >= chunks.last?.offset ?? 0 else {
                throw ArrivalTimesError(line: number, reason: "goes back to byte \(offset)")
            }
            chunks.append(Chunk(offset: offset, microseconds: time))
        }
    }

    /// When the byte at an offset arrived, or nil if that's before the first chunk.
    public func microseconds(ofByteAt offset: Int) -> Int64? {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if chunks[middle].offset <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : chunks[low - 1].microseconds
    }

    /// The text of one chunk.
    public static func line(offset: Int, microseconds: Int64) -> String { "\(offset) \(microseconds)\n" }

    /// The text of the file.
    public var text: [UInt8] {
        var text = Array(Self.header.utf8)
        for chunk in chunks { text += Self.line(offset: chunk.offset, microseconds: chunk.microseconds).utf8 }
        return text
    }

    /// The sidecar's path for a recording's.
    public static func path(besides recording: String) -> String { recording + ".times" }
}
