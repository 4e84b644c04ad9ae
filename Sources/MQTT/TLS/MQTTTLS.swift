/// How a connection is secured, for a broker whose address asks for TLS.
public struct MQTTTLS: Sendable, Hashable {
    /// What of the broker's certificate is checked.
    public enum Verification: Sendable, Hashable {
        /// That a trusted CA signed it, that it is valid now, and that it is for the host connected to.
        case full
        /// All but the host name. Whoever has any certificate of that CA can pose as the broker.
        case withoutHostName
        /// Nothing. Anybody can pose as the broker, and read the password.
        case none
    }

    /// A PEM file with the CA certificates to trust; without it, the system's.
    public var caFile: String?
    /// A PEM file with the client's certificate and its chain.
    public var certificateFile: String?
    /// A PEM file with the certificate's private key, without a pass phrase.
    public var keyFile: String?
    /// What of the broker's certificate is checked.
    public var verification: Verification

    /// Settings for TLS; by default all is checked against the system's CAs.
    public init(
        caFile: String? = nil,
        certificateFile: String? = nil,
        keyFile: String? = nil,
        verification: Verification = .full
    ) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.verification = verification
    }
}
