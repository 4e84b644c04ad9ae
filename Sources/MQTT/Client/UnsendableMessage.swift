import CMosquitto

/// libmosquitto did not take a message.
struct UnsendableMessage: Error {
    let code: Int32
    let text: String

    /// Whether the connection is at fault and not the message, which is then kept.
    var isAboutConnection: Bool {
        code == MOSQ_ERR_NO_CONN.rawValue || code == MOSQ_ERR_CONN_LOST.rawValue || code == MOSQ_ERR_ERRNO.rawValue
            || code == MOSQ_ERR_NOMEM.rawValue
    }
}
