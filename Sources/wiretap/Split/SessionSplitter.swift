/// Finds out which pieces of a recording belong to which call.
///
/// A call is all channels that share a Linkedid. Where a channel changes its Linkedid, one message names several
/// (`Linkedid`, `DestLinkedid`, `SecondTransfererLinkedid` …), or channels of several meet in a bridge, those calls
/// belong together. A message that names no Linkedid belongs to the call of the channel or bridge it names, also where
/// it comes before the first message that says which call that is. Messages of no call are the session's own.
struct SessionSplitter {
    struct Call: Equatable {
        /// The first Linkedid of the call, as it is in the capture.
        let linkedid: [UInt8]
        /// In the order of the capture.
        var pieces: [CapturePiece] = []
    }

    /// Banner, login and what came with it: it starts every call's file.
    private(set) var preamble: [CapturePiece] = []
    /// In the order in which they begin.
    private(set) var calls: [Call] = []
    /// All other messages without a call.
    private(set) var rest: [CapturePiece] = []

    init(_ bytes: borrowing RawSpan) {
        var finder = CallFinder()
        var pieces: [(piece: CapturePiece, owner: Int?)] = []
        var cursor = CaptureCursor()
        while let piece = cursor.next(in: bytes) {
            let owner = piece.kind == .message || piece.kind == .tail ? finder.owner(of: piece, in: bytes) : nil
            pieces.append((piece, owner))
        }
        finder.settle()
        var indices: [Int: Int] = [:]
        var isPreamble = true
        for (piece, owner) in pieces {
            let linkedid = owner.flatMap { finder.call(of: $0) }
            if isPreamble, linkedid == nil, Self.opensSession(piece, in: bytes) {
                preamble.append(piece)
                continue
            }
            isPreamble = false
            guard let linkedid else {
                rest.append(piece)
                continue
            }
            let index: Int
            if let known = indices[linkedid] {
                index = known
            } else {
                index = calls.count
                indices[linkedid] = index
                calls.append(Call(linkedid: finder.linkedid(linkedid)))
            }
            calls[index].pieces.append(piece)
        }
    }

    /// Whether a piece is of the kind that opens a session: the banner, a response, `FullyBooted`, `SuccessfulAuth`.
    static func opensSession(_ piece: CapturePiece, in bytes: borrowing RawSpan) -> Bool {
        if piece.kind == .banner || piece.kind == .blank { return true }
        guard piece.kind == .message,
            let line = CaptureLine(in: bytes, at: piece.range.lowerBound, before: piece.range.upperBound),
            let name = line.name
        else { return false }
        if bytes.equals(name, "Response") { return true }
        return bytes.equals(name, "Event")
            && (bytes.equals(line.value, "FullyBooted") || bytes.equals(line.value, "SuccessfulAuth"))
    }

    /// A name for a call's file that no hostile Linkedid can turn into anything else: bytes beyond letters, digits,
    /// `.`, `_` and `-` are written `%XX`, so is a `.` in front, and a name too long is cut and told apart by a hash.
    static func fileName(linkedid: [UInt8]) -> String {
        var name = ""
        for (index, byte) in linkedid.enumerated() {
            let isPlain =
                byte < 0x80 && Bytes.isWord(byte) || "_-".utf8.contains(byte)
                || (byte == UInt8(ascii: ".") && index > 0)
            if isPlain {
                name.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                name += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        if name.isEmpty { return "%.raw" }
        if name.utf8.count > 120 {
            let hash = linkedid.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
            name = "\(name.prefix(100))%\(String(hash, radix: 16))"
        }
        return name + ".raw"
    }
}
