/// Replaces personal data in recordings. The same value gets the same stand-in in all of them.
///
/// First `learn` from every capture, then `rewrite` each: a name that only the last one gives away is replaced in the
/// first one, too. Line ends, the order of things, header names, times and ids stay to the byte.
struct Sanitizer {
    private var scrubber = ValueScrubber()

    private struct Question: Hashable {
        let kind: HeaderClass
        let value: [UInt8]
    }

    // Most values come again and again; the bound keeps a capture of a million callers from filling the memory.
    private var answers: [Question: [UInt8]] = [:]
    private static let mostAnswers = 100_000

    /// Words that were not replaced and may be names.
    private(set) var leftovers = Leftovers()

    init() {}

    /// How many different things were replaced so far, by kind.
    var counts: [StandIns.Kind: Int] { scrubber.standIns.counts }

    /// Finds the names, hosts and stand-ins in a capture.
    mutating func learn(from bytes: borrowing RawSpan) {
        scrubber.isLearning = true
        var cursor = CaptureCursor()
        while let piece = cursor.next(in: bytes) { _ = lines(of: piece, in: bytes) }
        answers.removeAll()
    }

    /// Passes on a recording's lines with everything replaced, piece by piece.
    ///
    /// - Returns: where the bytes went.
    mutating func rewrite(
        _ bytes: borrowing RawSpan, into write: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> OffsetMap {
        scrubber.isLearning = false
        var map = OffsetMap()
        var cursor = CaptureCursor()
        var written = 0
        while let piece = cursor.next(in: bytes) {
            var out: [UInt8] = []
            for line in lines(of: piece, in: bytes) {
                let start = written + out.count
                if let header = line.searched {
                    leftovers.look(at: line.value ?? bytes.copy(line.replaced), of: header)
                }
                if let value = line.value {
                    out.append(bytes, line.range.lowerBound..<line.replaced.lowerBound)
                    out += value
                    out.append(bytes, line.replaced.upperBound..<line.range.upperBound)
                } else {
                    out.append(bytes, line.range)
                }
                map.note(old: line.range, new: start..<(written + out.count))
            }
            written += out.count
            try write(out)
        }
        return map
    }

    /// A whole capture at once, for captures that fit in memory.
    mutating func sanitized(_ bytes: [UInt8]) -> [UInt8] {
        learn(from: bytes.span.bytes)
        var out: [UInt8] = []
        // Appending to memory can't fail.
        _ = try? rewrite(bytes.span.bytes) { (more) throws(Failure) in out += more }
        return out
    }

    private struct Line {
        let range: Range<Int>
        /// The part of the line that `value` takes the place of.
        let replaced: Range<Int>
        /// nil where the line stays as it is.
        let value: [UInt8]?
        /// The header's name where its value was searched for what is personal, and could hold more; nil elsewhere.
        var searched: String?
    }

    private mutating func lines(of piece: CapturePiece, in bytes: borrowing RawSpan) -> [Line] {
        var result: [Line] = []
        var position = piece.range.lowerBound
        var variable: String?
        var application: String?
        var isUserEvent = false
        var isFirst = true
        while let line = CaptureLine(in: bytes, at: position, before: piece.range.upperBound) {
            position = line.range.upperBound
            guard piece.kind != .banner, !line.content.isEmpty else {
                result.append(Line(range: line.range, replaced: line.content, value: nil))
                continue
            }
            guard let nameRange = line.name else {
                var replaced = replacing(line.content, of: line, as: .freeForm, in: bytes)
                replaced.searched = "text"
                result.append(replaced)
                continue
            }
            let name = String(decoding: Bytes.lowercased(bytes.copy(nameRange)[...]), as: UTF8.self)
            if name.hasPrefix("chanvariable(") || name.hasPrefix("destchanvariable(") {
                result.append(replacing(variable: line, nameRange, in: bytes))
                continue
            }
            guard Self.isHeader(name, line, in: bytes) else {
                result.append(replacing(text: line, in: bytes))
                continue
            }
            var kind = HeaderClass(header: name, isFirst: isFirst, isOwn: isUserEvent)
            isFirst = false
            switch name {
            case "event": isUserEvent = bytes.equals(line.value, "UserEvent")
            case "response" where kind == .secret:
                // `OriginateResponse` says how it went; only a digest is secret.
                let result = bytes.text(line.value).lowercased()
                if ["success", "failure", "error", "follows", "goodbye"].contains(result) { kind = .word }
            case "variable":
                variable = String(decoding: Bytes.lowercased(bytes.copy(line.value)[...]), as: UTF8.self)
            case "application":
                application = String(decoding: Bytes.lowercased(bytes.copy(line.value)[...]), as: UTF8.self)
            case "value": if let variable { kind = HeaderClass(variable: variable) }
            case "appdata", "applicationdata", "lastdata":
                kind = HeaderClass.passwordApplications.contains(application ?? "") ? .secret : .assignment
            default: break
            }
            var replaced = replacing(line.value, of: line, as: kind, in: bytes)
            if Self.isSearched(kind, name) { replaced.searched = bytes.text(nameRange) }
            result.append(replaced)
        }
        return result
    }

    /// Whether something personal can be left in a header of that class.
    private static func isSearched(_ kind: HeaderClass, _ name: String) -> Bool {
        [.freeForm, .assignment, .partyNumber].contains(kind)
            && !["application", "appfunction", "appfile", "func", "file", "module", "variable", "techcause"].contains(
                name)
    }

    /// `ChanVariable(PJSIP/21-00000012): NAME=value`
    private mutating func replacing(
        variable line: CaptureLine, _ name: Range<Int>, in bytes: borrowing RawSpan
    ) -> Line {
        let channel = replacing(name, of: line, as: .freeForm, in: bytes).value ?? bytes.copy(name)
        let value = replacing(line.value, of: line, as: .assignment, in: bytes).value ?? bytes.copy(line.value)
        let between = bytes.copy(name.upperBound..<line.value.lowerBound)
        return Line(
            range: line.range, replaced: line.content, value: channel + between + value, searched: "ChanVariable")
    }

    /// Whether what stands before a colon, in small letters, can be a header's name: it is not in
    /// `ChanVariable(PJSIP/…)`, in text of a response that happens to have a colon, in addresses and in URLs.
    private static func isHeader(_ name: String, _ line: CaptureLine, in bytes: borrowing RawSpan) -> Bool {
        guard name.utf8.count <= 64, name.utf8.contains(where: Bytes.isLetter),
            !name.utf8.contains(where: { "( @.".utf8.contains($0) })
        else { return false }
        guard let end = line.name?.upperBound, end + 1 < line.content.upperBound, bytes[end + 1] != 0x20 else {
            return true
        }
        // Asterisk writes a space behind the colon; these have none.
        return bytes[end + 1] != UInt8(ascii: "/") && (name.utf8.count > 4 || !name.utf8.allSatisfy(Bytes.isHex))
    }

    /// A line that is no header. With shorter stand-ins in it, it can look like one: it is taken for that, too, so that
    /// a second run finds nothing.
    private mutating func replacing(text line: CaptureLine, in bytes: borrowing RawSpan) -> Line {
        let replaced = replacing(line.content, of: line, as: .freeForm, in: bytes)
        guard let text = replaced.value,
            let clean = CaptureLine(in: text.span.bytes, at: 0, before: text.count), let nameRange = clean.name
        else { return replaced }
        let name = String(decoding: Bytes.lowercased(text[nameRange]), as: UTF8.self)
        guard Self.isHeader(name, clean, in: text.span.bytes) else { return replaced }
        let value = replacing(
            clean.value, of: clean, as: HeaderClass(header: name, isFirst: false), in: text.span.bytes)
        guard let own = value.value else { return replaced }
        return Line(range: line.range, replaced: line.content, value: Array(text[..<clean.value.lowerBound]) + own)
    }

    private mutating func replacing(
        _ part: Range<Int>, of line: CaptureLine, as kind: HeaderClass, in bytes: borrowing RawSpan
    ) -> Line {
        if part.isEmpty { return Line(range: line.range, replaced: part, value: nil) }
        let original = bytes.copy(part)
        let question = Question(kind: kind, value: original)
        if let answer = answers[question] { return Line(range: line.range, replaced: part, value: answer) }
        var answer = scrubber.scrub(original, as: kind)
        // Things without anything between them (`+49fe80::1`) look different once one of them was replaced: again,
        // until nothing is found any more, so that a second run finds nothing either.
        var before = original
        for _ in 0..<8 where answer != before {
            before = answer
            answer = scrubber.scrub(answer, as: kind)
        }
        if answers.count >= Self.mostAnswers { answers.removeAll() }
        answers[question] = answer
        return Line(range: line.range, replaced: part, value: answer)
    }
}
