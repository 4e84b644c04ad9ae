import Glibc

/// What libmosquitto doesn't ask of its OpenSSL.
///
/// The functions are looked up at run time: libssl comes with libmosquitto, its headers do not, and one package less is needed
/// to build. Where they cannot be found, messages say less.
enum OpenSSL {
    private typealias ErrorText = @convention(c) (Int) -> UnsafePointer<CChar>?
    private typealias Version = @convention(c) (UnsafeRawPointer) -> UnsafePointer<CChar>?

    private typealias VersionNumber = @convention(c) () -> CUnsignedLong
    private typealias IsInitFinished = @convention(c) (UnsafeRawPointer) -> CInt

    private static func symbol<Function>(_ name: String, as type: Function.Type) -> Function? {
        // RTLD_DEFAULT is NULL with glibc and musl: all that is loaded is searched.
        guard let found = dlsym(nil, name) else { return nil }
        // The C declarations in <openssl/ssl.h> and <openssl/x509_vfy.h> are those of the types above.
        return unsafeBitCast(found, to: type)
    }

    /// What ``TLSContext`` is made with.
    struct Functions: Sendable {
        typealias Pointer = UnsafeMutableRawPointer
        typealias VerifyCallback = @convention(c) (Pointer?, Pointer?) -> CInt
        typealias StepCallback = @convention(c) (CInt, Pointer?) -> CInt
        typealias InfoCallback = @convention(c) (Pointer?, CInt, CInt) -> Void

        let clientMethod: @convention(c) () -> Pointer?
        let newContext: @convention(c) (Pointer) -> Pointer?
        let freeContext: @convention(c) (Pointer) -> Void
        let parameters: @convention(c) (Pointer) -> Pointer?
        let setHostFlags: @convention(c) (Pointer, CUnsignedInt) -> Void
        let setHost: @convention(c) (Pointer, UnsafePointer<CChar>, Int) -> CInt
        let setAddress: @convention(c) (Pointer, UnsafePointer<CChar>) -> CInt
        let setVerifyCallback: @convention(c) (Pointer, VerifyCallback, Pointer) -> Void
        let setStepCallback: @convention(c) (Pointer, StepCallback) -> Void
        let verify: @convention(c) (Pointer) -> CInt
        let verifyError: @convention(c) (Pointer) -> CInt
        let setInfoCallback: @convention(c) (Pointer, InfoCallback) -> Void
        let context: @convention(c) (Pointer) -> Pointer?
    }

    /// `nil` where one of them is not there.
    static let functions: Functions? = {
        guard
            let clientMethod = symbol("TLS_client_method", as: (@convention(c) () -> Functions.Pointer?).self),
            let newContext = symbol(
                "SSL_CTX_new", as: (@convention(c) (Functions.Pointer) -> Functions.Pointer?).self),
            let freeContext = symbol("SSL_CTX_free", as: (@convention(c) (Functions.Pointer) -> Void).self),
            let parameters = symbol(
                "SSL_CTX_get0_param", as: (@convention(c) (Functions.Pointer) -> Functions.Pointer?).self),
            let setHostFlags = symbol(
                "X509_VERIFY_PARAM_set_hostflags",
                as: (@convention(c) (Functions.Pointer, CUnsignedInt) -> Void).self),
            let setHost = symbol(
                "X509_VERIFY_PARAM_set1_host",
                as: (@convention(c) (Functions.Pointer, UnsafePointer<CChar>, Int) -> CInt).self),
            let setAddress = symbol(
                "X509_VERIFY_PARAM_set1_ip_asc",
                as: (@convention(c) (Functions.Pointer, UnsafePointer<CChar>) -> CInt).self),
            let setVerifyCallback = symbol(
                "SSL_CTX_set_cert_verify_callback",
                as: (@convention(c) (Functions.Pointer, Functions.VerifyCallback, Functions.Pointer) -> Void).self),
            let setStepCallback = symbol(
                "X509_STORE_CTX_set_verify_cb",
                as: (@convention(c) (Functions.Pointer, Functions.StepCallback) -> Void).self),
            let verify = symbol("X509_verify_cert", as: (@convention(c) (Functions.Pointer) -> CInt).self),
            let verifyError = symbol("X509_STORE_CTX_get_error", as: (@convention(c) (Functions.Pointer) -> CInt).self),
            let setInfoCallback = symbol(
                "SSL_CTX_set_info_callback",
                as: (@convention(c) (Functions.Pointer, Functions.InfoCallback) -> Void).self),
            let context = symbol(
                "SSL_get_SSL_CTX", as: (@convention(c) (Functions.Pointer) -> Functions.Pointer?).self)
        else { return nil }
        return Functions(
            clientMethod: clientMethod, newContext: newContext, freeContext: freeContext, parameters: parameters,
            setHostFlags: setHostFlags, setHost: setHost, setAddress: setAddress, setVerifyCallback: setVerifyCallback,
            setStepCallback: setStepCallback, verify: verify, verifyError: verifyError,
            setInfoCallback: setInfoCallback, context: context)
    }()

    static func text(ofVerifyResult result: Int) -> String? {
        guard let text = symbol("X509_verify_cert_error_string", as: ErrorText.self)?(result) else { return nil }
        return String(cString: text)
    }

    /// Such as `TLSv1.3`.
    static func version(of ssl: UnsafeRawPointer) -> String? {
        guard let text = symbol("SSL_get_version", as: Version.self)?(ssl) else { return nil }
        return String(cString: text)
    }

    /// 3 for OpenSSL 3.0.17; 3, too, where it can't be asked.
    static let majorVersion: Int = {
        guard let number = symbol("OpenSSL_version_num", as: VersionNumber.self)?() else { return 3 }
        return Int(number >> 28)
    }()

    static func isHandshakeOver(of ssl: UnsafeRawPointer) -> Bool? {
        symbol("SSL_is_init_finished", as: IsInitFinished.self).map { $0(ssl) != 0 }
    }
}
