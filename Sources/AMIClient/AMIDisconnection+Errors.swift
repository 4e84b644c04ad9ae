import AMI
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

extension AMIDisconnection {
    /// What an error of NIO means.
    init(_ error: any Error, isConnected: Bool) {
        if let failure = Self.tlsFailure(error) {
            self = failure
        } else if isConnected {
            if let error = error as? IOError {
                self =
                    error.errnoCode == ECONNRESET || error.errnoCode == EPIPE
                    ? .lost(.closedByPeer) : .lost(.other(Self.text(errno: error.errnoCode)))
            } else {
                self = .lost(.other(PeerText.clean("\(error)")))
            }
        } else if let error = error as? NIOConnectionError {
            // The last address tried says most: others are often a family that isn't there.
            let causes = error.connectionErrors.map(\.error)
            let refused = causes.first { ($0 as? IOError)?.errnoCode == ECONNREFUSED }
            if let cause = refused ?? causes.last {
                self.init(cause, isConnected: false)
            } else {
                self = .unreachable(.noSuchName)
            }
        } else if let error = error as? ChannelError, case .connectTimeout = error {
            self = .unreachable(.timedOut)
        } else if let error = error as? IOError {
            switch error.errnoCode {
            case ECONNREFUSED: self = .unreachable(.refused)
            case ETIMEDOUT: self = .unreachable(.timedOut)
            default: self = .unreachable(.other(Self.text(errno: error.errnoCode)))
            }
        } else if error is SocketAddressError {
            self = .unreachable(.noSuchName)
        } else {
            self = .unreachable(.other(PeerText.clean("\(error)")))
        }
    }

    private static func tlsFailure(_ error: any Error) -> AMIDisconnection? {
        if let error = error as? NIOSSLExtraError {
            return .tls(
                error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch
                    ? .hostName : .handshake(PeerText.clean("\(error)")))
        }
        switch error as? NIOSSLError {
        case .handshakeFailed(let cause):
            let text = "\(cause)"
            if text.contains("CERTIFICATE_VERIFY_FAILED") { return .tls(.untrusted) }
            if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") { return .tls(.notTLS) }
            // `error:0x…:SSL routines:…:REASON at FILE`: the reason is what helps.
            let reason = text.split(separator: ":").first { $0.contains(" at ") }?.split(separator: " ").first
            return .tls(.handshake(PeerText.clean(reason.map(String.init) ?? text)))
        case .unableToValidateCertificate, .noCertificateToValidate:
            return .tls(.untrusted)
        case .cannotMatchULabel:
            return .tls(.hostName)
        case .uncleanShutdown:
            return .lost(.closedByPeer)
        default:
            return nil
        }
    }

    private static func text(errno code: CInt) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        // POSIX's own form, which fills the buffer and ends it with NUL, or fails.
        guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
