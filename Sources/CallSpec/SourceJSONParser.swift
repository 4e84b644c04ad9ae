/// Reads JSON (RFC 8259) and keeps the place of every value.
///
/// It stops at the first mistake in the syntax, since what follows one is guesswork; a key that stands twice in
/// an object is reported and reading goes on.
struct SourceJSONParser {
    /// Deeper nesting than any spec has; a bound so that a hostile file can't exhaust the stack.
    static let maximumDepth = 64

    private struct Failure: Error {
        var diagnostic: Diagnostic
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var diagnostics = Diagnostics()

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Parses the whole of `bytes`; `nil`, with an error among the diagnostics, where that can't be done.
    static func parse(_ bytes: [UInt8]) -> (SourceJSON?, Diagnostics) {
        var parser = SourceJSONParser(bytes)
        do throws(Failure) {
            try parser.refuseMark()
            parser.skipSpace()
            let root = try parser.value(depth: 0)
            parser.skipSpace()
            guard parser.index == bytes.count else {
                throw parser.unexpected("nothing may follow the spec's closing brace")
            }
            return (root, parser.diagnostics)
        } catch {
            parser.diagnostics.error(at: error.diagnostic.location, error.diagnostic.message)
            return (nil, parser.diagnostics)
        }
    }

    private var location: SourceLocation { SourceLocation(line: line, column: index - lineStart + 1) }
    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func failure(_ message: String) -> Failure {
        Failure(diagnostic: Diagnostic(.error, at: location, "bad JSON: \(message)"))
    }

    /// Editors of other systems put a mark before the text, or write it in an encoding that JSON does not have.
    private func refuseMark() throws(Failure) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw failure("the file begins with a byte order mark; save it as UTF-8 without one")
        }
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            throw failure("the file is UTF-16; save it as UTF-8")
        }
    }

    /// What is the matter where something else is expected than stands here.
    private func unexpected(_ expected: String) -> Failure {
        switch current {
        case UInt8(ascii: "/"), UInt8(ascii: "#"):
            failure("JSON has no comments; what there is to say goes into an \"about\"")
        case UInt8(ascii: "'"): failure("\(expected): strings and keys are in double quotes")
        default: failure(expected)
        }
    }

    /// What is the matter with the comma at `place`, where nothing can come after it.
    private func failure(ofComma place: SourceLocation) -> Failure? {
        guard let byte = current, [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")].contains(byte) else {
            return nil
        }
        let message = "a comma too many: after it comes '\(character(byte))'"
        return Failure(diagnostic: Diagnostic(.error, at: place, "bad JSON: \(message)"))
    }

    private mutating func skipSpace() {
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\n"):
                index += 1
                line += 1
                lineStart = index
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                index += 1
            default:
                return
            }
        }
    }

    private mutating func value(depth: Int) throws(Failure) -> SourceJSON {
        guard depth < Self.maximumDepth else { throw failure("nested more than \(Self.maximumDepth) deep") }
        let start = location
        guard let byte = current else { throw failure("the file ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "{"): return SourceJSON(value: .object(try members(depth: depth)), location: start)
        case UInt8(ascii: "["): return SourceJSON(value: .array(try elements(depth: depth)), location: start)
        case UInt8(ascii: "\""): return SourceJSON(value: .string(try string()), location: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return SourceJSON(value: .number(try number()), location: start)
        default:
            for (word, value) in [("true", SourceJSON.Value.bool(true)), ("false", .bool(false)), ("null", .null)]
            where bytes[index...].starts(with: word.utf8) {
                index += word.utf8.count
                return SourceJSON(value: value, location: start)
            }
            throw unexpected("expected a value, found '\(character(byte))'")
        }
    }

    private mutating func members(depth: Int) throws(Failure) -> [SourceJSON.Member] {
        var members: [SourceJSON.Member] = []
        var places: [String: SourceLocation] = [:]
        index += 1
        skipSpace()
        if current == UInt8(ascii: "}") {
            index += 1
            return members
        }
        while true {
            skipSpace()
            let place = location
            guard current == UInt8(ascii: "\"") else { throw unexpected("expected a key in double quotes") }
            let key = try string()
            if let first = places[key] {
                diagnostics.error(at: place, "'\(key)' stands twice here; the first is at line \(first.line)")
            }
            places[key] = place
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw unexpected("expected ':' after \"\(key)\"") }
            index += 1
            skipSpace()
            members.append(SourceJSON.Member(key: key, location: place, value: try value(depth: depth + 1)))
            let end = location
            skipSpace()
            if current == UInt8(ascii: ",") {
                try comma()
            } else if current == UInt8(ascii: "}") {
                index += 1
                return members
            } else {
                throw missing("expected ',' or '}' after the value of \"\(key)\"", at: end)
            }
        }
    }

    private mutating func elements(depth: Int) throws(Failure) -> [SourceJSON] {
        var elements: [SourceJSON] = []
        index += 1
        skipSpace()
        if current == UInt8(ascii: "]") {
            index += 1
            return elements
        }
        while true {
            skipSpace()
            elements.append(try value(depth: depth + 1))
            let end = location
            skipSpace()
            if current == UInt8(ascii: ",") {
                try comma()
            } else if current == UInt8(ascii: "]") {
                index += 1
                return elements
            } else {
                throw missing("expected ',' or ']'", at: end)
            }
        }
    }

    /// Goes over a comma, after which something has to come.
    private mutating func comma() throws(Failure) {
        let place = location
        index += 1
        skipSpace()
        if let failure = failure(ofComma: place) { throw failure }
    }

    /// What is the matter where a comma is missing: that is at the end of what comes before it, be that lines ago.
    private func missing(_ expected: String, at end: SourceLocation) -> Failure {
        var failure = unexpected(expected)
        if failure.diagnostic.message.hasSuffix(expected) { failure.diagnostic.location = end }
        return failure
    }

    private mutating func number() throws(Failure) -> Int {
        let start = index
        if current == UInt8(ascii: "-") { index += 1 }
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        if let byte = current, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte) {
            throw failure("numbers are whole numbers here")
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
        guard let number = Int(text), digits == "0" || !digits.hasPrefix("0") else {
            throw failure("'\(text)' is no number")
        }
        return number
    }

    private mutating func string() throws(Failure) -> String {
        var text: [UInt8] = []
        index += 1
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                guard let valid = String(validating: text, as: UTF8.self) else {
                    throw failure("a string that is not UTF-8")
                }
                return valid
            case UInt8(ascii: "\\"):
                index += 1
                text.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20:
                throw failure("a line end or control character inside a string; write it as \\n or \\u00XX")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw failure("a string that is not closed")
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        guard let byte = current else { throw failure("the file ends inside a string") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let first = try codeUnit()
            if let scalar = Unicode.Scalar(first) { return scalar }
            // A surrogate: the other half must follow (RFC 8259, section 7).
            guard UTF16.isLeadSurrogate(first), bytes[index...].starts(with: "\\u".utf8) else {
                throw failure("half of a surrogate pair")
            }
            index += 2
            let second = try codeUnit()
            guard UTF16.isTrailSurrogate(second) else { throw failure("half of a surrogate pair") }
            return UTF16.decode(UTF16.EncodedScalar([first, second]))
        default: throw failure("'\\\(character(byte))' is no escape of JSON")
        }
    }

    private mutating func codeUnit() throws(Failure) -> UInt16 {
        guard index + 4 <= bytes.count,
            let unit = UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw failure("expected four hexadecimal digits after \\u") }
        index += 4
        return unit
    }

    private func character(_ byte: UInt8) -> String {
        byte < 0x80 ? String(UnicodeScalar(byte)) : "byte \(byte)"
    }
}
