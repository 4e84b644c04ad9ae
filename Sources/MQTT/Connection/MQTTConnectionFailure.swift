/// Why there is no connection, and what to do about it.
public struct MQTTConnectionFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure, for programs.
    public enum Kind: Sendable, Hashable {
        /// The host name has no address.
        case unresolvable
        /// Nobody listens there, or no way leads there.
        case unreachable
        /// No answer within the time given; `stage` is how far it got.
        case timedOut(stage: Stage)
        /// The broker closed the connection.
        case closed
        /// TLS could not be agreed on; which check failed.
        case tls(TLSFault)
        /// The broker refused the client.
        case refused(MQTTReasonCode)
        /// The broker ended a connection and reported why.
        case disconnected(MQTTReasonCode)
        /// The broker no longer answers pings.
        case silent
        /// The broker answers pings, and acknowledges nothing.
        case unacknowledged
        /// What came is not MQTT.
        case malformed
        /// A message came that is larger than ``MQTTConfiguration/largestReceived``.
        case oversized
        /// libmosquitto or the system could not do it.
        case system
        /// This side ended the connection.
        case abandoned
    }

    /// How far connecting had come.
    public enum Stage: Sendable, Hashable {
        case tcp
        case tls
        case mqtt
    }

    /// The check that TLS failed at.
    public enum TLSFault: Sendable, Hashable {
        /// A file named in the configuration cannot be read, or holds something else.
        case file(String)
        /// No CA that is trusted signed the broker's certificate.
        case untrustedIssuer
        case expired
        case notYetValid
        /// The certificate is for another host.
        case hostName
        /// Another check of the certificate failed.
        case certificate
        /// The broker wants a client certificate, or another one than it was given.
        case clientCertificate
        /// No version or cipher in common.
        case noCommonGround
        /// What listens there does not speak TLS.
        case notTLS
        case other
    }

    /// The kind of failure, for programs.
    public let kind: Kind
    /// What happened and where.
    public let reason: String
    /// What to do.
    public let remedy: String

    init(_ kind: Kind, _ reason: String, remedy: String) {
        self.kind = kind
        self.reason = reason
        self.remedy = remedy
    }

    /// Whether it may come right by itself. Where not, it is still tried again, as somebody may set it right over
    /// there, but only as often as the longest delay says.
    public var waitingHelps: Bool {
        switch kind {
        case .unresolvable, .unreachable, .timedOut, .closed, .silent, .unacknowledged, .malformed, .oversized, .system,
            .abandoned:
            return true
        case .tls:
            return false
        case .refused(let code), .disconnected(let code):
            switch code {
            case .unsupportedProtocolVersion, .clientIdentifierNotValid, .badUserNameOrPassword, .notAuthorized,
                .banned, .badAuthenticationMethod, .sessionTakenOver, .packetTooLarge, .retainNotSupported,
                .qosNotSupported, .useAnotherServer, .serverMoved:
                return false
            default:
                return true
            }
        }
    }

    /// Whether a connection that stood may have ended because of a message that was sent.
    var mayBeAboutMessage: Bool {
        switch kind {
        case .closed: true
        case .disconnected: isSaidOfMessage
        default: false
        }
    }

    /// Whether the broker's reason for ending the connection is one that is given of a packet (MQTT 5 §3.14.2.1).
    var isSaidOfMessage: Bool {
        guard case .disconnected(let code) = kind else { return false }
        switch code {
        case .unspecified, .malformedPacket, .protocolError, .implementationSpecific, .notAuthorized, .topicNameInvalid,
            .packetTooLarge, .quotaExceeded, .payloadFormatInvalid, .retainNotSupported, .qosNotSupported:
            return true
        default:
            return false
        }
    }

    /// What happened and what to do, in one line.
    public var description: String { "\(reason): \(remedy)" }
}
