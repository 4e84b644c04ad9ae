/// What libmosquitto logged of a handshake: OpenSSL's errors, and texts of its own.
struct TLSLog {
    /// What libmosquitto itself logs, in words only.
    enum Remark: String {
        case hostName = "host name verification failed"
        case caFile = "Unable to load CA"
        case keyFile = "Unable to load client key file"
        case certificateFile = "Unable to load client certificate"
        case otherKey = "Client certificate/key are inconsistent"
    }

    /// All of it, for people.
    let text: String
    /// OpenSSL's errors.
    let errors: [OpenSSLError]

    init(_ lines: [String]) {
        text = lines.joined(separator: "; ")
        errors = lines.compactMap { OpenSSLError(inLine: $0) }
    }

    func says(_ remark: Remark) -> Bool { text.contains(remark.rawValue) }
}
