import CMosquitto

import Glibc

/// Says why there is no connection to a broker, and what to do about it: by the codes of libmosquitto, of the system, of
/// MQTT and of TLS.
struct ConnectionFaults {
    let configuration: MQTTConfiguration

    var broker: String { "the broker at \(configuration.broker)" }

    var abandoned: MQTTConnectionFailure {
        MQTTConnectionFailure(
            .abandoned, "connecting to \(broker) was cancelled", remedy: "nothing to do: it was requested")
    }

    var unknownProperty: MQTTConnectionFailure {
        MQTTConnectionFailure(
            .malformed, "\(broker) sent data that is not valid MQTT 5, and libmosquitto can't continue",
            remedy: "use MQTT 3.1.1 with it (mqtt.protocol), or check the proxies on the way to it")
    }

    func system(_ reason: String) -> MQTTConnectionFailure {
        MQTTConnectionFailure(.system, reason, remedy: "check the limits and the memory of this machine")
    }

    func unreachable(_ error: Int32) -> MQTTConnectionFailure {
        let remedy =
            switch error {
            case ECONNREFUSED: "nothing listens there: check that the broker runs, and its port"
            case ENETUNREACH, EHOSTUNREACH: "no route leads there: check the network and the address"
            case ETIMEDOUT: "no answer: check the address and the firewalls"
            case EACCES, EPERM: "a firewall on this machine blocks it"
            default: "check the address and the network"
            }
        return MQTTConnectionFailure(
            .unreachable, "\(broker) is not reachable (\(Self.systemText(error)))", remedy: remedy)
    }

    func timedOut(_ stage: MQTTConnectionFailure.Stage) -> MQTTConnectionFailure {
        switch stage {
        case .tcp:
            MQTTConnectionFailure(
                .timedOut(stage: stage), "\(broker) did not answer in time",
                remedy: "check the address and the firewalls")
        case .tls:
            MQTTConnectionFailure(
                .timedOut(stage: stage), "\(broker) accepted the connection, but did not answer the TLS handshake",
                remedy: "check that this port is the one for TLS, and that the broker is not stuck")
        case .mqtt:
            MQTTConnectionFailure(
                .timedOut(stage: stage), "\(broker) accepted the connection, but did not answer CONNECT",
                remedy: "check that an MQTT broker listens on this port, and that it is not stuck")
        }
    }

    func closed() -> MQTTConnectionFailure {
        MQTTConnectionFailure(
            .closed, "\(broker) closed the connection during the login",
            remedy: configuration.broker.usesTLS
                ? "check that this port uses TLS, whether the broker requires a client certificate, and its log"
                : "check that this port is not the one for TLS (then use mqtts://), and the broker's log")
    }

    func failure(of result: Int32, stage: String, isLoggedIn: Bool) -> MQTTConnectionFailure {
        let error = errno
        switch result {
        case MOSQ_ERR_CONN_LOST.rawValue, MOSQ_ERR_NO_CONN.rawValue:
            if !isLoggedIn { return closed() }
            return MQTTConnectionFailure(
                .closed, "\(broker) closed the connection",
                remedy: "reconnecting; if it keeps happening, look at the broker's log")
        case MOSQ_ERR_KEEPALIVE.rawValue:
            return MQTTConnectionFailure(
                .silent, "\(broker) did not answer within its keep-alive of \(configuration.keepAlive) s",
                remedy: "reconnecting; if it keeps happening, look at the network and the broker's load")
        case MOSQ_ERR_ERRNO.rawValue where !isLoggedIn:
            return closed()
        case MOSQ_ERR_ERRNO.rawValue:
            return MQTTConnectionFailure(
                .closed, "the connection to \(broker) broke \(stage) (\(Self.systemText(error)))",
                remedy: "reconnecting; if it keeps happening, look at the network and the broker's log")
        case MOSQ_ERR_PROTOCOL.rawValue, MOSQ_ERR_MALFORMED_PACKET.rawValue, MOSQ_ERR_MALFORMED_UTF8.rawValue,
            MOSQ_ERR_DUPLICATE_PROPERTY.rawValue:
            return MQTTConnectionFailure(
                .malformed, "\(broker) sent data that is not \(configuration.protocolVersion)",
                remedy: "check that an MQTT broker listens on this port")
        default:
            return MQTTConnectionFailure(
                .system, "the connection to \(broker) failed \(stage) (\(Self.text(of: result)))",
                remedy: "reconnecting; if it keeps happening, look at the broker's log")
        }
    }

    func refused(_ code: MQTTReasonCode) -> MQTTConnectionFailure {
        MQTTConnectionFailure(
            .refused(code), "\(broker) refused the client \"\(configuration.clientID)\": \(code)",
            remedy: remedy(for: code))
    }

    private func remedy(for code: MQTTReasonCode) -> String {
        switch code {
        case .badUserNameOrPassword:
            configuration.user == nil
                ? "the broker requires a user and a password: set them" : "check the user and the password"
        case .notAuthorized, .banned:
            configuration.user == nil
                ? "the broker requires a user and a password, or does not allow this client: set them, or allow it"
                : "check the user and the password, and that the broker allows this user and client id"
        case .unsupportedProtocolVersion:
            configuration.protocolVersion == .v5
                ? "the broker does not speak MQTT 5: set the protocol version to 3.1.1"
                : "the broker does not speak MQTT 3.1.1: set the protocol version to 5"
        case .clientIdentifierNotValid:
            "choose another client id: some brokers accept at most 23 letters and digits, or only known ids"
        case .sessionTakenOver:
            "another client uses the client id \"\(configuration.clientID)\": give each its own"
        case .badAuthenticationMethod: "the broker requires a kind of login that is not supported"
        case .retainNotSupported: "the broker does not support retained messages: the last will must not be retained"
        case .qosNotSupported: "the broker does not support the last will's quality of service: lower it"
        case .packetTooLarge: "the broker accepts only smaller packets: raise its limit"
        case .useAnotherServer, .serverMoved: "the broker asks to use another one: change the address"
        case .serverUnavailable, .serverBusy, .serverShuttingDown, .quotaExceeded:
            "retrying; if it keeps happening, look at the broker's load and limits"
        default: "retrying; look at the broker's log"
        }
    }

    /// The broker ended the connection and said why.
    func disconnected(_ reason: MQTTReasonCode) -> MQTTConnectionFailure {
        MQTTConnectionFailure(
            .disconnected(reason), "\(broker) ended the connection: \(reason)", remedy: remedy(for: reason))
    }

    static func text(of result: Int32) -> String {
        mosquitto_strerror(result).map { String(cString: $0) } ?? "error \(result)"
    }

    static func systemText(_ error: Int32) -> String {
        strerror(error).map { String(cString: $0) } ?? "error \(error)"
    }
}
