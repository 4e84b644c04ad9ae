import AMIClient

/// The login of a recorder. It owns no socket: it takes what arrives and returns what to send.
struct LoginDialog {
    enum Outcome: Equatable {
        /// More bytes are needed.
        case waiting
        case send([UInt8])
        case loggedIn
        /// With the PBX's message.
        case refused(String)
        /// The server is not AMI.
        case notAMI
    }

    private enum State { case banner, challenge, login, done }

    private let username: String
    private let secret: String
    private let usesDigest: Bool
    private let events: String
    private var state = State.banner
    private var buffer: [UInt8] = []
    private static let longest = 1 << 16

    /// - Parameters:
    ///   - usesDigest: whether to log in by MD5 challenge; the secret itself is sent otherwise.
    ///   - events: the event mask of the login.
    init(username: String, secret: String, usesDigest: Bool, events: String = "on") {
        // A line end in either would begin a new header.
        self.username = username.filter { !$0.isNewline }
        self.secret = secret.filter { !$0.isNewline }
        self.usesDigest = usesDigest
        self.events = events.filter { !$0.isNewline }
    }

    /// Takes what arrived, in any split.
    mutating func receive(_ bytes: [UInt8]) -> Outcome {
        guard state != .done else { return .loggedIn }
        buffer += bytes
        if buffer.count > Self.longest { return .notAMI }
        while true {
            let received = buffer
            let span = received.span.bytes
            var cursor = CaptureCursor()
            if state == .banner {
                guard let newline = span.firstOffset(of: 0x0A, from: 0) else { return .waiting }
                guard cursor.next(in: span)?.kind == .banner else { return .notAMI }
                buffer.removeFirst(newline + 1)
                if usesDigest {
                    state = .challenge
                    return .send(Array("Action: Challenge\r\nActionID: wiretap-1\r\nAuthType: MD5\r\n\r\n".utf8))
                }
                state = .login
                return .send(login("Secret: \(secret)"))
            }
            guard let piece = cursor.next(in: span), piece.kind != .tail else { return .waiting }
            var headers: [String: String] = [:]
            piece.forEachLine(in: span) { line in
                if let name = line.name { headers[span.text(name).lowercased()] = span.text(line.value) }
            }
            buffer.removeFirst(piece.range.upperBound)
            guard let response = headers["response"] else { continue }
            guard response == "Success" else {
                state = .done
                return .refused(headers["message"] ?? response)
            }
            if state == .challenge {
                guard let challenge = headers["challenge"] else { return .notAMI }
                state = .login
                return .send(login("AuthType: MD5\r\nKey: \(AMIDigest.key(challenge: challenge, secret: secret))"))
            }
            state = .done
            buffer = []
            return .loggedIn
        }
    }

    private func login(_ proof: String) -> [UInt8] {
        Array(
            "Action: Login\r\nActionID: wiretap-2\r\nUsername: \(username)\r\n\(proof)\r\nEvents: \(events)\r\n\r\n"
                .utf8)
    }
}
