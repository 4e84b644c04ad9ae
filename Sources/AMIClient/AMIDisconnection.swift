import AMI

/// Why there is no AMI session, and what to do about it.
public enum AMIDisconnection: Error, Sendable, Hashable {
    /// No TCP connection came about.
    case unreachable(Unreachable)
    /// There is a server, but no TLS with it.
    case tls(TLSFailure)
    /// The server is not Asterisk's manager interface.
    case notAMI(NotAMI)
    /// Asterisk won't have this user. Tried again only slowly.
    case loginRefused(LoginRefusal)
    /// The connection was there and is gone.
    case lost(Loss)
    /// It was ended on purpose.
    case shutdown

    /// Why no TCP connection came about.
    public enum Unreachable: Sendable, Hashable {
        /// Nothing listens at the port.
        case refused
        /// The name has no address.
        case noSuchName
        /// No answer in time.
        case timedOut
        /// The system's message, such as `No route to host`.
        case other(String)
    }

    /// Which check of TLS failed.
    public enum TLSFailure: Sendable, Hashable {
        /// No trusted authority signed the certificate, or it is out of date.
        case untrusted
        /// The certificate is for another host.
        case hostName
        /// The port doesn't speak TLS.
        case notTLS
        /// The handshake did not come to an end in time.
        case timedOut
        /// The own settings can't be used, such as a CA file that can't be read.
        case configuration(String)
        /// The TLS library's message.
        case handshake(String)
    }

    /// What came instead of Asterisk's greeting.
    public enum NotAMI: Sendable, Hashable {
        /// Nothing, for as long as a login may take.
        case silent
        /// The connection was closed without a word.
        case closed
        /// Something else: its first line.
        case otherGreeting(String)
    }

    /// Why Asterisk won't have this user.
    public enum LoginRefusal: Sendable, Hashable {
        /// Wrong user or secret, or an address that `permit` and `deny` refuse: Asterisk does not report which.
        case credentials
        /// The user may not do that.
        case permission
        /// Any other answer.
        case other(String)
    }

    /// How a connection was lost.
    public enum Loss: Sendable, Hashable {
        /// Asterisk, or something in between, closed it.
        case closedByPeer
        /// Nothing was heard for the time given, answers to `Ping` included.
        case silent(Duration)
        /// The login got no answer in time.
        case loginTimedOut
        /// The system's message.
        case other(String)
    }
}

extension AMIDisconnection: CustomStringConvertible {
    /// What happened, for people, without its host.
    public var description: String {
        switch self {
        case .unreachable(.refused): "the connection was refused: nothing listens at that port"
        case .unreachable(.noSuchName): "the host name has no address"
        case .unreachable(.timedOut): "no answer in time"
        case .unreachable(.other(let text)): "the host can't be reached: \(text)"
        case .tls(.untrusted): "the certificate is not signed by a trusted CA, or has expired"
        case .tls(.hostName): "the certificate is for another host"
        case .tls(.notTLS): "the port does not use TLS"
        case .tls(.timedOut): "the TLS handshake got no answer in time"
        case .tls(.configuration(let text)): "the TLS settings can't be used: \(text)"
        case .tls(.handshake(let text)): "the TLS handshake failed: \(text)"
        case .notAMI(.silent): "connected, but there is no Asterisk greeting"
        case .notAMI(.closed): "connected, but the connection was closed without an Asterisk greeting"
        case .notAMI(.otherGreeting(let line)): "connected, but this is not Asterisk: it sent \(PeerText.quoted(line))"
        case .loginRefused(.credentials): "the login was refused: wrong user or secret, or an address not permitted"
        case .loginRefused(.permission): "the login was refused: the user lacks the permission"
        case .loginRefused(.other(let text)): "the login was refused: Asterisk answered \(PeerText.quoted(text))"
        case .lost(.closedByPeer): "the connection was closed by the other side"
        case .lost(.silent(let duration)): "Asterisk sent nothing for \(duration)"
        case .lost(.loginTimedOut): "the login got no answer in time"
        case .lost(.other(let text)): "the connection was lost: \(text)"
        case .shutdown: "closed on request"
        }
    }

    /// What to do about it, for people. Empty where nothing is to be done.
    public var remedy: String {
        switch self {
        case .unreachable(.refused):
            "check that Asterisk runs, that manager.conf has enabled = yes, and its port and bindaddr"
        case .unreachable(.noSuchName): "check the spelling of the host name and the DNS of this machine"
        case .unreachable(.timedOut), .unreachable(.other):
            "check the address, the route and the firewalls"
        case .tls(.untrusted): "set the CA file of the certificate, or renew the certificate"
        case .tls(.hostName): "connect to the name in the certificate, or issue one for this name"
        case .tls(.notTLS): "use the TLS port (tlsbindaddr in manager.conf, 5039 by default), or switch TLS off"
        case .tls(.timedOut): "check that the port is that of tlsbindaddr in manager.conf"
        case .tls(.configuration): "check that the CA file exists, is readable, and is PEM"
        case .tls(.handshake): "check tlsenable, tlscertfile and tlsbindaddr in manager.conf"
        case .notAMI(.silent): "check the port; if it is the TLS port of manager.conf, switch TLS on"
        case .notAMI(.closed):
            "check the port and permit/deny in manager.conf; if it is the TLS port, switch TLS on"
        case .notAMI(.otherGreeting): "check the port: the default of Asterisk's manager interface is 5038"
        case .loginRefused(.credentials):
            "check username and secret against manager.conf, and that its permit and deny allow this machine; "
                + "then reload it with: asterisk -rx 'manager reload'"
        case .loginRefused(.permission), .loginRefused(.other):
            "check the user's section in manager.conf, then reload it with: asterisk -rx 'manager reload'"
        case .lost(.loginTimedOut): "check whether Asterisk is overloaded or still starting"
        case .lost(.silent): "check the network, and whether Asterisk still runs"
        case .lost, .shutdown: ""
        }
    }
}
