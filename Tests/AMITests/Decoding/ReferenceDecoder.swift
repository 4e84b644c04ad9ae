import AMI
import TestSupport

/// The decoder's rules once more, a byte at a time over the whole stream, written to be read.
struct ReferenceDecoder {
    let bytes: [UInt8]
    let limits: AMIDecoderLimits
    let names: Set<String>?
    var messages: [RecordedMessage] = []
    var counters = AMIDecoderCounters()

    struct Line {
        var start: Int
        /// Before its line end.
        var end: Int
        var next: Int
    }

    init(_ bytes: [UInt8], limits: AMIDecoderLimits, wanting names: [String]?) {
        self.bytes = bytes
        self.limits = limits
        self.names = names.map(Set.init)
        counters.bytes = UInt64(bytes.count)
        run()
    }

    /// The line at an offset, if its line end is there.
    func line(at start: Int, before limit: Int) -> Line? {
        guard let lineFeed = bytes[start..<limit].firstIndex(of: 10) else { return nil }
        let end = lineFeed > start && bytes[lineFeed - 1] == 13 ? lineFeed - 1 : lineFeed
        return Line(start: start, end: end, next: lineFeed + 1)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    mutating func run() {
        var position = 0
        while position < bytes.count {
            let limit = min(bytes.count, position + limits.maxMessage + 2)
            if let line = line(at: position, before: limit), line.start == line.end {
                position = line.next
            } else if let end = message(at: position, before: limit) {
                position = end
            } else if limit == position + limits.maxMessage + 2 {
                counters.oversized += 1
                position = blankLineEnd(after: limit)
            } else {
                if bytes[position...] != [13] { counters.incomplete += 1 }
                return
            }
        }
    }

    /// Takes one message, and says where the next begins.
    mutating func message(at start: Int, before limit: Int) -> Int? {
        guard let first = line(at: start, before: limit) else { return nil }
        let firstText = text(first.start..<first.end)
        let greeting = "Asterisk Call Manager/"
        if firstText.utf8.starts(with: greeting.utf8) {
            take(start..<first.next, .banner, Array(bytes[(start + greeting.utf8.count)..<first.end]), [first])
            return first.next
        }
        let header = split(first)
        let word = header.map { String(decoding: $0[0], as: UTF8.self).lowercased() }
        let isFollows =
            word == "response" && String(decoding: header![1], as: UTF8.self).lowercased() == "follows"

        var lines = [first]
        var position = first.next
        while position < limit {
            guard let next = line(at: position, before: limit) else { return nil }
            let last = lines.last!
            let isEnd =
                next.start == next.end
                && (!isFollows || (lines.count > 1 && text(last.start..<last.end).hasSuffix("--END COMMAND--")))
            if isEnd {
                let kind: AMIMessage.Kind? =
                    header == nil ? nil : word == "event" ? .event : word == "response" ? .response : .other
                take(start..<last.next, kind, header?[1] ?? [], lines)
                return next.next
            }
            lines.append(next)
            position = next.next
        }
        return nil
    }

    mutating func take(_ range: Range<Int>, _ kind: AMIMessage.Kind?, _ name: [UInt8], _ lines: [Line]) {
        if range.count > limits.maxMessage || lines.contains(where: { $0.end - $0.start > limits.maxLine }) {
            counters.oversized += 1
        } else if kind == nil || (kind == .event && name.isEmpty) {
            counters.malformed += 1
        } else if kind == .event, let names, !names.contains(String(decoding: name, as: UTF8.self)) {
            counters.skipped += 1
        } else {
            counters.messages += 1
            let isFollows =
                kind == .response && String(decoding: name, as: UTF8.self).lowercased() == "follows"
            messages.append(
                RecordedMessage(
                    kind: kind!, name: name, bytes: Array(bytes[range]),
                    headers: isFollows ? commandOutput(lines) : lines.compactMap(split)))
        }
    }

    func split(_ line: Line) -> [[UInt8]]? {
        guard let colon = bytes[line.start..<line.end].firstIndex(of: 58), colon > line.start else { return nil }
        var value = bytes[(colon + 1)..<line.end]
        if value.first == 32 { value.removeFirst() }
        return [Array(bytes[line.start..<colon]), Array(value)]
    }

    func commandOutput(_ lines: [Line]) -> [[[UInt8]]] {
        let isHeader: (Line) -> Bool = { line in
            guard let name = split(line)?[0] else { return false }
            return ["response", "privilege", "actionid"].contains(String(decoding: name, as: UTF8.self).lowercased())
        }
        let heading = lines.prefix(while: isHeader)
        var output = lines.dropFirst(heading.count).map { Array(bytes[$0.start..<$0.end]) }
        if var last = output.popLast() {
            last.removeLast("--END COMMAND--".utf8.count)
            if !last.isEmpty { output.append(last) }
        }
        return heading.compactMap(split) + output.map { [Array("Output".utf8), $0] }
    }

    /// Where the first blank line ends that isn't over before the offset.
    func blankLineEnd(after offset: Int) -> Int {
        for end in (offset + 1)..<(bytes.count + 1)
        where bytes[..<end].suffix(2) == [10, 10] || bytes[..<end].suffix(3) == [10, 13, 10] {
            return end
        }
        return bytes.count
    }
}
