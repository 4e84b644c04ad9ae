import Glibc
import Synchronization

/// A TLS context of OpenSSL that libmosquitto uses in place of its own, so that the broker's name is checked as it should
/// be, and before a password is sent; and what went wrong in a handshake is known, whatever libmosquitto says of it.
///
/// libmosquitto itself takes a certificate's common name where it has no subjectAltName, which RFC 6125 and RFC 9525 have
/// given up, and which version says what of a failed handshake differs.
final class TLSContext {
    /// What a handshake was found to fail of.
    struct Finding: Sendable {
        /// The `X509_V_ERR_…` of the broker's certificate; 0 where it was found good.
        var verifyResult = 0
        /// The alert that the broker sent (RFC 8446, 6.2).
        var alert: UInt8?
        /// Whether there is anything to tell.
        var isEmpty: Bool { verifyResult == 0 && alert == nil }
    }

    /// The `SSL_CTX`.
    let pointer: UnsafeMutableRawPointer
    private let functions: OpenSSL.Functions

    /// OpenSSL's callbacks receive only the context.
    private static let findings = Mutex<[UInt: Finding]>([:])

    /// A context that takes certificates for one host alone; `nil` where this OpenSSL has not what that needs.
    ///
    /// - Parameter host: A name or an address; `nil` takes one for any.
    init?(host: String?) {
        guard let functions = OpenSSL.functions, let method = functions.clientMethod(),
            let pointer = functions.newContext(method)
        else { return nil }
        self.functions = functions
        self.pointer = pointer
        if let host, let parameters = functions.parameters(pointer) {
            // X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS and …_NEVER_CHECK_SUBJECT, <openssl/x509v3.h>.
            functions.setHostFlags(parameters, 0x4 | 0x20)
            if functions.setAddress(parameters, host) != 1, functions.setHost(parameters, host, 0) != 1 {
                functions.freeContext(pointer)
                return nil
            }
        }
        functions.setVerifyCallback(
            pointer,
            { store, context in
                guard let functions = OpenSSL.functions, let store, let context else { return 0 }
                // libmosquitto 2.0 takes no certificate at all where the context is not its own.
                functions.setStepCallback(store) { isGood, _ in isGood }
                let isGood = functions.verify(store)
                let result = functions.verifyError(store)
                TLSContext.findings.withLock {
                    $0[UInt(bitPattern: context), default: Finding()].verifyResult = Int(result)
                }
                return isGood
            }, pointer)
        functions.setInfoCallback(
            pointer,
            { ssl, place, value in
                // SSL_CB_READ_ALERT, <openssl/ssl.h>; the alert is the lower byte, and 0 is the end in good order.
                guard place == 0x4004, value & 0xFF != 0, let ssl, let context = OpenSSL.functions?.context(ssl) else {
                    return
                }
                TLSContext.findings.withLock {
                    $0[UInt(bitPattern: context), default: Finding()].alert = UInt8(truncatingIfNeeded: value)
                }
            })
    }

    deinit {
        Self.findings.withLock { _ = $0.removeValue(forKey: UInt(bitPattern: pointer)) }
        functions.freeContext(pointer)
    }

    /// What was found since the context was made.
    var finding: Finding { Self.findings.withLock { $0[UInt(bitPattern: pointer)] ?? Finding() } }
}
