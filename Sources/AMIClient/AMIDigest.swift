import Digests

/// The proof of a login that does not send the secret.
public enum AMIDigest {
    /// `Key` of a login with `AuthType: MD5`: the digest of challenge and secret in lower-case hexadecimal
    /// (`authenticate` in Asterisk's `main/manager.c`). MD5 is AMI's choice.
    public static func key(challenge: String, secret: String) -> String {
        let digits = Array("0123456789abcdef".unicodeScalars)
        var key = ""
        for byte in MessageDigest.md5((challenge + secret).utf8) {
            key.unicodeScalars.append(digits[Int(byte >> 4)])
            key.unicodeScalars.append(digits[Int(byte & 15)])
        }
        return key
    }
}
