#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The questions that libmosquitto doesn't put to its OpenSSL, and that say which check failed.
///
/// They are looked up at run time: libssl comes with libmosquitto, its headers do not, and one package less is needed
/// to build. Where they cannot be found, messages say less.
enum OpenSSL {
    private typealias VerifyResult = @convention(c) (UnsafeRawPointer) -> Int
    private typealias ErrorText = @convention(c) (Int) -> UnsafePointer<CChar>?
    private typealias Version = @convention(c) (UnsafeRawPointer) -> UnsafePointer<CChar>?

    private typealias IsInitFinished = @convention(c) (UnsafeRawPointer) -> CInt

    private static func symbol<Function>(_ name: String, as type: Function.Type) -> Function? {
        // RTLD_DEFAULT is NULL with glibc and musl: all that is loaded is searched.
        guard let found = dlsym(nil, name) else { return nil }
        // The C declarations in <openssl/ssl.h> and <openssl/x509_vfy.h> are those of the types above.
        return unsafeBitCast(found, to: type)
    }

    /// The `X509_V_ERR_…` of the peer's certificate; 0 where it was found good.
    static func verifyResult(of ssl: UnsafeRawPointer) -> Int? {
        symbol("SSL_get_verify_result", as: VerifyResult.self)?(ssl)
    }

    static func text(ofVerifyResult result: Int) -> String? {
        guard let text = symbol("X509_verify_cert_error_string", as: ErrorText.self)?(result) else { return nil }
        return String(cString: text)
    }

    /// Such as `TLSv1.3`.
    static func version(of ssl: UnsafeRawPointer) -> String? {
        guard let text = symbol("SSL_get_version", as: Version.self)?(ssl) else { return nil }
        return String(cString: text)
    }

    static func isHandshakeOver(of ssl: UnsafeRawPointer) -> Bool? {
        symbol("SSL_is_init_finished", as: IsInitFinished.self).map { $0(ssl) != 0 }
    }
}
