import Digests

/// What a Content Security Policy calls an inline script or style by: `'sha256-…'` (CSP 3, 2.3.1).
enum PageDigest {
    static func source(_ content: [UInt8]) -> String { "'sha256-\(base64(MessageDigest.sha256(content)))'" }

    /// Base64 with padding (RFC 4648, 4).
    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".unicodeScalars)
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).map { start + $0 < bytes.count ? UInt32(bytes[start + $0]) : 0 }
            let bits = group[0] << 16 | group[1] << 8 | group[2]
            for place in 0..<4 {
                if start + place > bytes.count {
                    text += "="
                } else {
                    text.unicodeScalars.append(alphabet[Int(bits >> (18 - 6 * UInt32(place)) & 63)])
                }
            }
        }
        return text
    }
}
