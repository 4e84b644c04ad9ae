import COpenSSL

/// A digest of bytes, by OpenSSL's libcrypto, which libmosquitto brings along.
public enum MessageDigest: Sendable {
    /// 16 bytes (RFC 1321); for AMI's login, which knows no other.
    case md5
    /// 32 bytes (FIPS 180-4).
    case sha256

    /// The digest of `bytes`.
    public func callAsFunction(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        let algorithm =
            switch self {
            case .md5: Self.algorithms.md5
            case .sha256: Self.algorithms.sha256
            }
        var count: UInt32 = 0
        let digest = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { digest, length in
            let done = EVP_Digest(bytes, bytes.count, digest.baseAddress, &count, algorithm, nil)
            precondition(done == 1, "libcrypto can't make a digest")
            length = Int(count)
        }
        return digest
    }

    /// Whether two digests are the same. How long the comparison takes does not depend on what is in them.
    public static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }

    private struct Algorithms: @unchecked Sendable {
        let md5: OpaquePointer
        let sha256: OpaquePointer
    }

    /// From a context of our own: a system whose configuration allows approved algorithms only refuses MD5, and nobody
    /// could log in to Asterisk.
    private static let algorithms: Algorithms = {
        let context = OSSL_LIB_CTX_new()
        guard let md5 = EVP_MD_fetch(context, "MD5", nil), let sha256 = EVP_MD_fetch(context, "SHA256", nil) else {
            fatalError("libcrypto has no MD5 or no SHA-256")
        }
        return Algorithms(md5: md5, sha256: sha256)
    }()
}
