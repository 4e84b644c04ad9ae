public import Correlator

/// When each piece of a recording arrived: the sidecar `NAME.raw.times` that `wiretap capture` writes, a line a piece,
/// with the offset of its first byte and the microseconds since 1970, parted by a space; lines that begin with `#` are
/// remarks.
public struct ArrivalTimes: Sendable {
    /// The pieces, in order.
    public private(set) var pieces: [(offset: Int, arrival: Timestamp)] = []

    /// Reads a sidecar's text; lines that are no such pair, or go back, are passed over.
    public init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let fields = line.split(separator: " ")
            guard fields.count >= 2, let offset = Int(fields[0]), let time = Int64(fields[1]) else { continue }
            guard offset >= (pieces.last?.offset ?? 0) else { continue }
            pieces.append((offset, Timestamp(microseconds: time)))
        }
    }
}
