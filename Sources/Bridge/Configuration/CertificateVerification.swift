/// What is checked of a server's certificate.
public enum CertificateVerification: String, Sendable, CaseIterable {
    /// Its chain, its dates and that it is for the host asked for.
    case full
    /// Nothing: whoever is in between can read and change everything.
    case none
}
