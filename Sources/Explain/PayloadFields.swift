/// The texts and numbers of a payload by their paths: `from.extension`, `outcome`. It reads what the correlator wrote;
/// of anything else it takes what it understands.
struct PayloadFields {
    private var values: [String: String] = [:]
    private let bytes: [UInt8]
    private var position = 0

    init(_ payload: [UInt8]) {
        bytes = payload
        value(at: "", depth: 0)
    }

    /// What stands at a path; empty for nothing.
    subscript(_ path: String) -> String { values[path] ?? "" }

    private func isNext(_ character: Unicode.Scalar) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: character)
    }

    private mutating func value(at path: String, depth: Int) {
        guard depth < 8, position < bytes.count else { return }
        if isNext("{") {
            object(at: path, depth: depth)
        } else if isNext("[") {
            array(at: path, depth: depth)
        } else if isNext("\"") {
            values[path] = string()
        } else {
            let start = position
            while position < bytes.count, !isNext(","), !isNext("}"), !isNext("]") { position += 1 }
            let literal = String(decoding: bytes[start..<position], as: UTF8.self)
            if literal != "null" { values[path] = literal }
        }
    }

    private mutating func object(at path: String, depth: Int) {
        position += 1
        while isNext("\"") {
            let key = string()
            guard isNext(":") else { return }
            position += 1
            value(at: path.isEmpty ? key : "\(path).\(key)", depth: depth + 1)
            if isNext(",") { position += 1 }
        }
        if isNext("}") { position += 1 }
    }

    private mutating func array(at path: String, depth: Int) {
        position += 1
        var number = 0
        while position < bytes.count, !isNext("]") {
            let start = position
            value(at: "\(path).\(number)", depth: depth + 1)
            number += 1
            if isNext(",") { position += 1 }
            if position == start { return }
        }
        if isNext("]") { position += 1 }
    }

    private mutating func string() -> String {
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, !isNext("\"") {
            guard isNext("\\"), position + 1 < bytes.count else {
                text.append(bytes[position])
                position += 1
                continue
            }
            let escaped = bytes[position + 1]
            position += 2
            guard escaped == UInt8(ascii: "u"), position + 4 <= bytes.count else {
                text.append(escaped)
                continue
            }
            let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
            position += 4
            let scalar = code.flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
            text.append(contentsOf: String(Character(scalar)).utf8)
        }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }
}
