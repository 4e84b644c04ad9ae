import COpenSSL
import Synchronization

/// A TLS context of OpenSSL that libmosquitto uses in place of its own, so that the broker's name is checked as it should
/// be, and before a password is sent; and what went wrong in a handshake is known, whatever libmosquitto says of it.
///
/// libmosquitto itself takes a certificate's common name where it has no subjectAltName, which RFC 6125 and RFC 9525 have
/// given up, and which version says what of a failed handshake differs.
final class TLSContext {
    /// What a handshake was found to fail of.
    struct Finding: Sendable {
        /// The `X509_V_ERR_…` of the broker's certificate; `X509_V_OK` if it was found good.
        var verifyResult = X509_V_OK
        /// The alert that the broker sent (RFC 8446, 6.2).
        var alert: UInt8?
    }

    /// The `SSL_CTX`.
    let pointer: OpaquePointer

    /// OpenSSL's callbacks receive only the context.
    private static let findings = Mutex<[UInt: Finding]>([:])

    /// A context that takes certificates for one host alone; `nil` if OpenSSL can't make it.
    ///
    /// - Parameter host: A name or an address; `nil` takes one for any.
    init?(host: String?) {
        guard let pointer = SSL_CTX_new(TLS_client_method()) else { return nil }
        self.pointer = pointer
        if let host, let parameters = SSL_CTX_get0_param(pointer) {
            X509_VERIFY_PARAM_set_hostflags(
                parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
            if X509_VERIFY_PARAM_set1_ip_asc(parameters, host) != 1,
                X509_VERIFY_PARAM_set1_host(parameters, host, 0) != 1
            {
                SSL_CTX_free(pointer)
                return nil
            }
        }
        SSL_CTX_set_cert_verify_callback(
            pointer,
            { store, context in
                guard let store, let context else { return 0 }
                // libmosquitto 2.0 takes no certificate at all where the context is not its own.
                X509_STORE_CTX_set_verify_cb(store) { isGood, _ in isGood }
                let isGood = X509_verify_cert(store)
                let result = X509_STORE_CTX_get_error(store)
                TLSContext.findings.withLock {
                    $0[UInt(bitPattern: context), default: Finding()].verifyResult = result
                }
                return isGood
            }, UnsafeMutableRawPointer(pointer))
        SSL_CTX_set_info_callback(
            pointer,
            { ssl, place, value in
                // The alert is the lower byte, and 0 is the end in good order.
                guard place == SSL_CB_READ_ALERT, value & 0xFF != 0, let context = SSL_get_SSL_CTX(ssl) else { return }
                TLSContext.findings.withLock {
                    $0[UInt(bitPattern: context), default: Finding()].alert = UInt8(truncatingIfNeeded: value)
                }
            })
    }

    deinit {
        Self.findings.withLock { _ = $0.removeValue(forKey: UInt(bitPattern: pointer)) }
        SSL_CTX_free(pointer)
    }

    /// What was found since the context was made.
    var finding: Finding { Self.findings.withLock { $0[UInt(bitPattern: pointer)] ?? Finding() } }
}
