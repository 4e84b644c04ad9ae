/// A CA of one's own and what it signed, made with `openssl` once for all tests.
package struct Certificates: Sendable {
    private let folder: TemporaryDirectory

    /// The authority that signed `server`, `elsewhere`, `expired`, `client` and `localhost`, which has its name as
    /// its common name alone.
    package var ca: String { folder.file("ca.pem") }
    /// The authority that signed `stranger` alone.
    package var otherCA: String { folder.file("other-ca.pem") }
    /// The certificate of that name.
    package func certificate(_ name: String) -> String { folder.file("\(name).pem") }
    /// The key of the certificate of that name.
    package func key(_ name: String) -> String { folder.file("\(name).key") }

    package static let shared = Task { try await Certificates() }

    private init() async throws {
        folder = TemporaryDirectory()
        folder.removeAtExit()
        try await authority("ca")
        try await authority("other-ca")
        try await sign("server", by: "ca", names: "DNS:localhost,IP:127.0.0.1")
        try await sign("elsewhere", by: "ca", names: "DNS:broker.example.org")
        try await sign("expired", by: "ca", names: "DNS:localhost,IP:127.0.0.1", days: "-1")
        try await sign("localhost", by: "ca", names: nil)
        try await sign("client", by: "ca", names: "DNS:client")
        try await sign("stranger", by: "other-ca", names: "DNS:client")
    }

    private func openssl(_ arguments: String...) async throws {
        let tool = try ChildProcess("openssl", arguments, output: folder.file("openssl.log"))
        let code = try await tool.wait()
        if code != 0 { throw TestFailure("openssl \(arguments): \(tool.text)") }
    }

    private func authority(_ name: String) async throws {
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-keyout", key(name), "-out", certificate(name))
    }

    private func sign(_ name: String, by authority: String, names: String?, days: String = "2") async throws {
        write(names.map { "subjectAltName=\($0)\n" } ?? "basicConstraints=CA:FALSE\n", to: folder.file("\(name).ext"))
        try await openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", key(name), "-out", folder.file("\(name).csr"))
        try await openssl(
            "x509", "-req", "-in", folder.file("\(name).csr"), "-CA", certificate(authority), "-CAkey", key(authority),
            "-CAcreateserial", "-days", days, "-extfile", folder.file("\(name).ext"), "-out", certificate(name))
    }
}
