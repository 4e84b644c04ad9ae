import AMI

/// Makes of any text one level of a topic that every broker takes, so that nothing a PBX says keeps a message from
/// being published. The text itself stands in the payload.
///
/// What a level may not hold (`/`, wildcards, U+0000; MQTT 5, 4.7) or should not (control characters and
/// non-characters, 1.5.4) stands there as `%2F` and the like, as does `%` itself; Asterisk's own ids stay as they are.
/// A level of more than ``maximumBytes`` is cut, and ends in `%~` and a hash of the whole, so that texts that differ
/// have levels that differ: a topic has at most 65,535 bytes.
package enum TopicLevel {
    /// The bytes of a level at the most. Asterisk's ids have at most 149 (`AST_MAX_UNIQUEID`).
    static let maximumBytes = 512

    /// Puts a text at the end of a topic, as one level or a part of one.
    static func append(_ text: RawSpan, to topic: inout ByteBuffer) {
        if text.byteCount <= maximumBytes, isPlainASCII(text) { return topic.append(copying: text) }
        topic.append(escape(String(repairing: text)))
    }

    private static func isPlainASCII(_ text: RawSpan) -> Bool {
        for offset in 0..<text.byteCount {
            switch text.byte(at: offset) {
            case UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "#"), UInt8(ascii: "%"): return false
            case 0x20..<0x7F: continue
            default: return false
            }
        }
        return true
    }

    package static func escape(_ text: String) -> String {
        let utf8 = text.utf8
        if utf8.count <= maximumBytes, text.unicodeScalars.allSatisfy(isPlain) { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if isPlain(scalar) {
                escaped.unicodeScalars.append(scalar)
            } else {
                for byte in String(scalar).utf8 { escaped += "%" + hexadecimal(UInt64(byte), digits: 2) }
            }
            if escaped.utf8.count > maximumBytes { return cut(escaped) + "%~" + hexadecimal(hash(utf8), digits: 16) }
        }
        return escaped
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "/", "+", "#", "%", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": false
        // The non-characters, which a literal can't hold.
        default: scalar.value & 0xFFFE != 0xFFFE && !(0xFDD0...0xFDEF).contains(scalar.value)
        }
    }

    /// As much of an escaped text as leaves room for what says that it was cut.
    private static func cut(_ escaped: String) -> Substring {
        var end = escaped.unicodeScalars.startIndex
        var bytes = 0
        for index in escaped.unicodeScalars.indices {
            bytes += UTF8.width(escaped.unicodeScalars[index])
            if bytes > maximumBytes - 18 { break }
            end = escaped.unicodeScalars.index(after: index)
        }
        var kept = escaped[..<end]
        // No half of an escape at the end.
        if let percent = kept.utf8.suffix(2).lastIndex(of: UInt8(ascii: "%")) { kept = kept[..<percent] }
        return kept
    }

    private static func hexadecimal(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    /// FNV-1a: the same on every machine and in every run.
    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
