import COpenSSL

/// An error of OpenSSL by its codes, which stay the same while its texts change from version to version.
struct OpenSSLError: Hashable {
    /// The library within OpenSSL, `ERR_LIB_…` of `<openssl/err.h>`.
    var library: Int32
    /// The reason, such as `SSL_R_…` of `<openssl/sslerr.h>`.
    var reason: Int32

    static let certificateVerifyFailed = ssl(SSL_R_CERTIFICATE_VERIFY_FAILED)
    /// The private key does not belong to the certificate.
    static let keyMismatch = OpenSSLError(library: ERR_LIB_X509, reason: X509_R_KEY_VALUES_MISMATCH)
    /// What came is no TLS.
    static let notTLS = Set(
        [SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG, SSL_R_UNKNOWN_PROTOCOL, SSL_R_WRONG_VERSION_NUMBER].map(ssl))
    static let noCommonGround = Set(
        [SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_NO_SHARED_CIPHER, SSL_R_UNSUPPORTED_PROTOCOL].map(ssl))

    private static func ssl(_ reason: Int32) -> OpenSSLError { OpenSSLError(library: ERR_LIB_SSL, reason: reason) }

    /// The alert that the other side sent (RFC 8446, 6.2).
    var alert: UInt8? { library == ERR_LIB_SSL ? UInt8(exactly: reason - SSL_AD_REASON_OFFSET) : nil }

    /// The error in a line such as `OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed`.
    init?(inLine line: String) {
        guard let start = line.firstRange(of: "error:")?.upperBound else { return nil }
        let digits = line[start...].prefix { $0.isHexDigit }
        guard digits.count == 8, let code = UInt32(digits, radix: 16) else { return nil }
        self.init(library: ERR_GET_LIB(UInt(code)), reason: ERR_GET_REASON(UInt(code)))
    }

    private init(library: Int32, reason: Int32) {
        self.library = library
        self.reason = reason
    }
}
