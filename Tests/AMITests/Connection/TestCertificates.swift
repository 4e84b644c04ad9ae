import Foundation
import NIOSSL

/// An authority and certificates of its own making, in a folder that goes with it.
final class TestCertificates: Sendable {
    let folder: String
    var caFile: String { folder + "/ca.pem" }
    var otherCAFile: String { folder + "/other-ca.pem" }

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ami-tls-\(UUID().uuidString)").path
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        func openssl(_ arguments: String) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            process.arguments = arguments.split(separator: " ").map(String.init)
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        }
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
        for ca in ["ca", "other-ca"] {
            try openssl("req -x509 \(key) -keyout \(ca).key -out \(ca).pem -subj /CN=\(ca)")
        }
        for (name, alternative) in [("local", "IP:127.0.0.1,DNS:localhost"), ("elsewhere", "DNS:pbx.example")] {
            try openssl(
                "req -x509 \(key) -keyout \(name).key -out \(name).pem -subj /CN=\(name) -CA ca.pem -CAkey ca.key "
                    + "-addext subjectAltName=\(alternative) -addext basicConstraints=CA:FALSE")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A server's side with the certificate of that name.
    func server(_ name: String) throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile("\(folder)/\(name).pem").map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(file: "\(folder)/\(name).key", format: .pem))))
    }
}
