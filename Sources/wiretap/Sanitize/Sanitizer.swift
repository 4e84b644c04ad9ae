/// Makes captures fit to be shown: the same things get the same stand-ins in all of them.
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

    /// Hands out a capture's lines with everything replaced, piece by piece.
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
    }

    private mutating func lines(of piece: CapturePiece, in bytes: borrowing RawSpan) -> [Line] {
        var result: [Line] = []
        var position = piece.range.lowerBound
        var variable: String?
        var application: String?
        var isFirst = true
        while let line = CaptureLine(in: bytes, at: position, before: piece.range.upperBound) {
            position = line.range.upperBound
            guard piece.kind != .banner, !line.content.isEmpty else {
                result.append(Line(range: line.range, replaced: line.content, value: nil))
                continue
            }
            guard let nameRange = line.name else {
                result.append(replacing(line.content, of: line, as: .freeForm, in: bytes))
                continue
            }
            let name = String(decoding: Bytes.lowercased(bytes.copy(nameRange)[...]), as: UTF8.self)
            // `ChanVariable(PJSIP/…)`, and text of a response that happens to have a colon.
            if name.contains(where: { $0 == "(" || $0 == " " || $0 == "@" }) || nameRange.count > 64 {
                result.append(replacing(line.content, of: line, as: .freeForm, in: bytes))
                continue
            }
            var kind = HeaderClass(header: name, isFirst: isFirst)
            isFirst = false
            switch name {
            case "response" where kind == .secret:
                // `OriginateResponse` says how it went; only a digest is secret.
                let result = bytes.text(line.value).lowercased()
                if ["success", "failure", "error", "follows", "goodbye"].contains(result) { kind = .structural }
            case "variable":
                variable = String(decoding: Bytes.lowercased(bytes.copy(line.value)[...]), as: UTF8.self)
            case "application":
                application = String(decoding: Bytes.lowercased(bytes.copy(line.value)[...]), as: UTF8.self)
            case "value": if let variable { kind = HeaderClass(variable: variable) }
            case "appdata" where HeaderClass.passwordApplications.contains(application ?? ""): kind = .secret
            default: break
            }
            result.append(replacing(line.value, of: line, as: kind, in: bytes))
        }
        return result
    }

    private mutating func replacing(
        _ part: Range<Int>, of line: CaptureLine, as kind: HeaderClass, in bytes: borrowing RawSpan
    ) -> Line {
        if kind == .structural || part.isEmpty { return Line(range: line.range, replaced: part, value: nil) }
        let original = bytes.copy(part)
        let question = Question(kind: kind, value: original)
        if let answer = answers[question] { return Line(range: line.range, replaced: part, value: answer) }
        var answer = scrubber.scrub(original, as: kind)
        // Things without anything between them (`+49fe80::1`) look different once one of them was replaced: again, until
        // nothing is found any more, so that a second run finds nothing either.
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
