/// JSON strings (RFC 8259) from whatever bytes came over the wire.
enum JSONText {
    /// Adds a string, quotes included; invalid UTF-8 becomes U+FFFD.
    static func append(_ text: [UInt8], to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        if text.allSatisfy({ $0 < 0x80 }) {
            escape(text, to: &out)
        } else {
            escape(String(decoding: text, as: UTF8.self).utf8, to: &out)
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func escape(_ text: some Sequence<UInt8>, to out: inout [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case 0x09: out += "\\t".utf8
            case 0x0A: out += "\\n".utf8
            case 0x0D: out += "\\r".utf8
            case 0..<0x20, 0x7F:
                let hex = String(byte, radix: 16)
                out += "\\u00\(hex.count == 1 ? "0" : "")\(hex)".utf8
            default: out.append(byte)
            }
        }
    }
}
