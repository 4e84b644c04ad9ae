import COpenSSL

extension ConnectionFaults {
    /// Why TLS failed.
    ///
    /// - Parameters:
    ///   - diagnostics: What libmosquitto logged meanwhile.
    ///   - finding: What OpenSSL was seen to find.
    func tls(_ diagnostics: [String], _ finding: TLSContext.Finding) -> MQTTConnectionFailure {
        let logged = TLSLog(diagnostics)
        // OpenSSL reports the broker's alert as an error, too; libmosquitto may have none of the two.
        let alert = finding.alert ?? logged.errors.lazy.compactMap(\.alert).first
        if let failure = certificate(finding.verifyResult, logged) ?? file(logged) { return failure }
        if let alert, Self.clientCertificateAlerts.contains(alert) { return clientCertificate }
        if logged.errors.contains(where: { OpenSSLError.notTLS.contains($0) }) {
            return failure(
                .notTLS, "the port does not use TLS",
                "use the broker's port for TLS (often 8883), or mqtt:// without TLS")
        }
        if alert.map(Self.versionAlerts.contains) == true
            || logged.errors.contains(where: { OpenSSLError.noCommonGround.contains($0) })
        {
            return failure(.noCommonGround, "no version or cipher in common", "enable TLS 1.2 or 1.3 in the broker")
        }
        let words = alert.map { "the broker ended it with alert \($0)" } ?? "it failed"
        return failure(.other, logged.text.isEmpty ? words : logged.text, "look at the broker's log")
    }

    /// The broker's certificate was not accepted.
    private func certificate(_ result: Int32, _ logged: TLSLog) -> MQTTConnectionFailure? {
        let (host, port) = (configuration.broker.host, configuration.broker.port)
        let isVerified = configuration.tls.verification != .none
        if logged.says(.hostName) || [X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH].contains(result) {
            return failure(
                .hostName, "its certificate is not for the host \"\(host)\"",
                "connect to a name in the certificate, or issue one for \"\(host)\" (subjectAltName)")
        }
        guard logged.errors.contains(.certificateVerifyFailed) || (result != 0 && isVerified) else { return nil }
        let words = result == 0 ? logged.text : String(cString: X509_verify_cert_error_string(Int(result)))
        switch result {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return failure(
                .expired, "its certificate, or its CA's, has expired",
                "renew it; if it should be valid, check this machine's clock")
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return failure(
                .notYetValid, "its certificate, or its CA's, is not valid yet", "check this machine's clock")
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return failure(
                .untrustedIssuer, "no trusted CA signed its certificate (\(words))",
                configuration.tls.caFile.map { "check that \($0) contains the CA that signed it" }
                    ?? "set the file with the CA that signed it (caFile)")
        default:
            return failure(
                .certificate, "its certificate was not accepted (\(words))",
                "check its CA, its dates and its use with: openssl s_client -connect \(host):\(port)")
        }
    }

    /// A file of the configuration can't be used.
    private func file(_ logged: TLSLog) -> MQTTConnectionFailure? {
        let tls = configuration.tls
        if logged.says(.caFile) {
            let file = tls.caFile ?? BrokerLink.systemCertificates
            return failure(.file(file), "\(file) has no usable CA certificates", "use a PEM file with certificates")
        }
        if logged.says(.keyFile) {
            let file = tls.keyFile ?? ""
            return failure(
                .file(file), "\(file) has no usable private key", "use a PEM file with the key, without a passphrase")
        }
        if logged.says(.certificateFile) {
            let file = tls.certificateFile ?? ""
            return failure(
                .file(file), "\(file) has no usable certificate", "use a PEM file with the certificate")
        }
        if logged.says(.otherKey) || logged.errors.contains(.keyMismatch) {
            let file = tls.keyFile ?? ""
            return failure(
                .file(file), "the key in \(file) does not belong to the client certificate",
                "use the key of that certificate")
        }
        return nil
    }

    private var clientCertificate: MQTTConnectionFailure {
        configuration.tls.certificateFile == nil
            ? failure(
                .clientCertificate, "it requires a client certificate",
                "set a certificate that the broker's CA signed, and its key (certificateFile, keyFile)")
            : failure(
                .clientCertificate, "it does not accept the client certificate",
                "use one that the broker's CA signed and that is valid now")
    }

    private func failure(
        _ fault: MQTTConnectionFailure.TLSFault, _ reason: String, _ remedy: String
    ) -> MQTTConnectionFailure {
        MQTTConnectionFailure(.tls(fault), "TLS with \(broker): \(reason)", remedy: remedy)
    }

    /// handshake_failure, bad_certificate to certificate_unknown, unknown_ca and certificate_required (RFC 8446, 6.2).
    private static let clientCertificateAlerts: Set<UInt8> = [40, 42, 43, 44, 45, 46, 48, 116]
    /// protocol_version and insufficient_security.
    private static let versionAlerts: Set<UInt8> = [70, 71]
}
