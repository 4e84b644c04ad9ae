/// A capture as JSON.
///
/// Each message is an object, its headers the keys in the order of their first appearance, its values strings. A header
/// that comes more than once is an array at its first place. A line that is no header (`Output` of an old Asterisk, the
/// rest of a broken line) is under the empty key. The banner is `{"banner": "Asterisk Call Manager/11.0.0"}`. A message
/// that the end of the capture cut off is there like any other. Invalid UTF-8 becomes U+FFFD.
struct CaptureJSON {
    enum Form {
        /// One array of the whole recording, one message on each line.
        case array
        /// One object on each line (JSON Lines).
        case lines
    }

    let form: Form

    /// Passes the text on message by message, and keeps none.
    func write(_ bytes: borrowing RawSpan, to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var cursor = CaptureCursor()
        var isFirst = true
        if form == .array { try sink(Array("[".utf8)) }
        while let piece = cursor.next(in: bytes) {
            if piece.kind == .blank { continue }
            var out: [UInt8] = []
            if form == .array { out += (isFirst ? "\n" : ",\n").utf8 }
            append(piece, in: bytes, to: &out)
            if form == .lines { out.append(0x0A) }
            isFirst = false
            try sink(out)
        }
        if form == .array { try sink(Array(isFirst ? "]\n".utf8 : "\n]\n".utf8)) }
    }

    /// The whole text, for captures that fit in memory.
    func text(of bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        // Appending to memory can't fail.
        try? write(bytes.span.bytes) { (more) throws(Failure) in out += more }
        return String(decoding: out, as: UTF8.self)
    }

    private func append(_ piece: CapturePiece, in bytes: borrowing RawSpan, to out: inout [UInt8]) {
        if piece.kind == .banner {
            out += "{\"banner\": ".utf8
            piece.forEachLine(in: bytes) { JSONText.append(bytes.copy($0.content), to: &out) }
            out.append(UInt8(ascii: "}"))
            return
        }
        var order: [(name: [UInt8], values: [Range<Int>])] = []
        var places: [[UInt8]: Int] = [:]
        piece.forEachLine(in: bytes) { line in
            let name = line.name.map { bytes.copy($0) } ?? []
            if let place = places[name] {
                order[place].values.append(line.value)
            } else {
                places[name] = order.count
                order.append((name, [line.value]))
            }
        }
        out.append(UInt8(ascii: "{"))
        for (place, header) in order.enumerated() {
            if place > 0 { out += ", ".utf8 }
            JSONText.append(header.name, to: &out)
            out += ": ".utf8
            if header.values.count == 1, !header.name.isEmpty {
                JSONText.append(bytes.copy(header.values[0]), to: &out)
            } else {
                out.append(UInt8(ascii: "["))
                for (index, value) in header.values.enumerated() {
                    if index > 0 { out += ", ".utf8 }
                    JSONText.append(bytes.copy(value), to: &out)
                }
                out.append(UInt8(ascii: "]"))
            }
        }
        out.append(UInt8(ascii: "}"))
    }
}
