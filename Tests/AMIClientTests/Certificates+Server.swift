import NIOSSL
import TestSupport

extension Certificates {
    /// A server's side with the certificate of that name.
    func server(_ name: String) throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile(certificate(name)).map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(file: key(name), format: .pem))))
    }
}
