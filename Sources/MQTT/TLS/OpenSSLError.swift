/// An error of OpenSSL by its codes, which stay the same while its texts change from version to version.
struct OpenSSLError: Hashable {
    /// The library within OpenSSL, `ERR_LIB_…` of `<openssl/err.h>`.
    var library: Int
    /// The reason, such as `SSL_R_…` of `<openssl/sslerr.h>`.
    var reason: Int

    /// `ERR_LIB_SSL` and `ERR_LIB_X509`.
    private static let (ssl, x509) = (20, 11)

    static let certificateVerifyFailed = OpenSSLError(library: ssl, reason: 134)
    /// The private key does not belong to the certificate.
    static let keyMismatch = OpenSSLError(library: x509, reason: 116)
    /// `HTTP_REQUEST`, `PACKET_LENGTH_TOO_LONG`, `UNKNOWN_PROTOCOL` and `WRONG_VERSION_NUMBER`: what came is no TLS.
    static let notTLS = Set([156, 198, 252, 267].map { OpenSSLError(library: ssl, reason: $0) })
    /// `NO_PROTOCOLS_AVAILABLE`, `NO_SHARED_CIPHER` and `UNSUPPORTED_PROTOCOL`.
    static let noCommonGround = Set([191, 193, 258].map { OpenSSLError(library: ssl, reason: $0) })

    /// The alert that the other side sent (RFC 8446, 6.2): reasons from 1000 on are `SSL_AD_REASON_OFFSET` plus an alert.
    var alert: UInt8? { library == Self.ssl ? UInt8(exactly: reason - 1000) : nil }

    /// The error in a line such as `OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed`.
    init?(inLine line: String) {
        guard let start = line.firstRange(of: "error:")?.upperBound else { return nil }
        let digits = line[start...].prefix { $0.isHexDigit }
        guard digits.count == 8, let code = UInt32(digits, radix: 16) else { return nil }
        self.init(code)
    }

    /// An error by OpenSSL's packed code, as OpenSSL 3 makes it, or 1.1 before it.
    init(_ code: UInt32) {
        if OpenSSL.majorVersion >= 3 {
            self.init(library: Int(code >> 23 & 0xFF), reason: Int(code & 0x7F_FFFF))
        } else {
            self.init(library: Int(code >> 24), reason: Int(code & 0xFFF))
        }
    }

    init(library: Int, reason: Int) {
        self.library = library
        self.reason = reason
    }
}
