import AMIClient

/// One client's side of the AMI dialogue: its actions and the answers. It owns no socket.
struct PlaySession {
    /// Who may log in.
    enum Access: Sendable {
        case anybody
        case only(username: String, secret: String)
    }

    struct Reply: Equatable {
        var bytes: [UInt8] = []
        /// Whether the connection ends after it.
        var closes = false
        /// Whether the client has just logged in.
        var loggedIn = false
    }

    static let banner = Array("Asterisk Call Manager/11.0.0\r\n".utf8)

    /// An action longer than this is no action.
    static let longestAction = 1 << 16

    private let access: Access
    private let challenge: String
    private var buffer: [UInt8] = []

    private(set) var isLoggedIn = false
    /// What the client wants to hear of.
    private(set) var mask = EventClasses.all

    /// - Parameter challenge: what a digest login has to be made with; Asterisk's are nine digits.
    init(access: Access, challenge: String = String(UInt32.random(in: 100_000_000...999_999_999))) {
        self.access = access
        self.challenge = challenge
    }

    /// Takes what the client sent, in any split, and answers the actions that are whole.
    ///
    /// - Parameters:
    ///   - time: microseconds since the play began.
    ///   - epoch: when it began, in microseconds since 1970.
    mutating func receive(
        _ bytes: [UInt8], channels: LiveChannels, devices: LiveDevices = LiveDevices(),
        queues: LiveQueues = LiveQueues(), answers: RecordedAnswers = RecordedAnswers(), at time: Int64,
        epoch: Int64 = 0
    ) -> Reply {
        buffer += bytes
        var reply = Reply()
        var consumed = 0
        var actions: [[String: [UInt8]]] = []
        do {
            let span = buffer.span.bytes
            var cursor = CaptureCursor()
            while let piece = cursor.next(in: span), piece.kind != .tail {
                consumed = piece.range.upperBound
                if piece.kind != .message { continue }
                var action: [String: [UInt8]] = [:]
                piece.forEachLine(in: span) { line in
                    guard let name = line.name else { return }
                    action[String(decoding: Bytes.lowercased(span.copy(name)[...]), as: UTF8.self)] = span.copy(
                        line.value)
                }
                actions.append(action)
            }
        }
        buffer.removeFirst(consumed)
        if buffer.count > Self.longestAction {
            reply.closes = true
            return reply
        }
        for action in actions where !reply.closes {
            answer(action, (channels, devices, queues, answers), time, epoch, &reply)
        }
        return reply
    }

    private mutating func answer(
        _ action: [String: [UInt8]],
        _ known: (channels: LiveChannels, devices: LiveDevices, queues: LiveQueues, answers: RecordedAnswers),
        _ time: Int64, _ epoch: Int64, _ reply: inout Reply
    ) {
        let id = action["actionid"]
        let name = text(action["action"]).lowercased()
        switch name {
        case "challenge":
            if text(action["authtype"]).lowercased() == "md5" {
                respond("Success", id, ["Challenge: \(challenge)"], &reply)
            } else {
                respond("Error", id, ["Message: Must specify AuthType"], &reply)
            }
        case "login":
            guard accepts(action) else {
                respond("Error", id, ["Message: Authentication failed"], &reply)
                reply.closes = true
                return
            }
            isLoggedIn = true
            reply.loggedIn = true
            if let events = action["events"] { mask = EventClasses(mask: text(events)) }
            respond("Success", id, ["Message: Authentication accepted"], &reply)
            if mask.contains(.system) {
                reply.bytes += "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 1\r\nLastReload: 1\r\n".utf8
                reply.bytes += "Status: Fully Booted\r\n\r\n".utf8
            }
        case "logoff":
            respond("Goodbye", id, ["Message: Thanks for all the fish."], &reply)
            reply.closes = true
        case _ where !isLoggedIn:
            respond("Error", id, ["Message: Permission denied"], &reply)
        case "ping":
            let clock = epoch + time
            respond(
                "Success", id,
                ["Ping: Pong", "Timestamp: \(clock / 1_000_000).\(String(clock % 1_000_000 + 1_000_000).dropFirst())"],
                &reply)
        case "events":
            mask = EventClasses(mask: text(action["eventmask"]))
            respond("Success", id, ["Events: \(mask.isEmpty ? "Off" : "On")"], &reply)
        case "coreshowchannels":
            reply.bytes += known.channels.list(actionID: id, at: time)
        case LiveDevices.action:
            reply.bytes += known.devices.list(actionID: id)
        case LiveQueues.action where !known.queues.isEmpty || known.answers.answer(to: name, actionID: id) == nil:
            reply.bytes += known.queues.list(of: action["queue"], actionID: id, at: time)
        default:
            if let answer = known.answers.answer(to: name, actionID: id) {
                reply.bytes += answer
                return
            }
            respond(
                "Error", id,
                [
                    "Message: Invalid/unknown command: \(Self.plain(name)). Use Action: ListCommands to show available commands."
                ], &reply)
        }
    }

    private func accepts(_ action: [String: [UInt8]]) -> Bool {
        guard case .only(let username, let secret) = access else { return true }
        guard text(action["username"]) == username else { return false }
        if text(action["authtype"]).lowercased() == "md5" {
            return text(action["key"]).lowercased() == AMIDigest.key(challenge: challenge, secret: secret)
        }
        return text(action["secret"]) == secret
    }

    private func respond(_ response: String, _ id: [UInt8]?, _ lines: [String], _ reply: inout Reply) {
        reply.bytes += "Response: \(response)\r\n".utf8
        if let id { reply.bytes += Array("ActionID: ".utf8) + id + Array("\r\n".utf8) }
        for line in lines { reply.bytes += "\(line)\r\n".utf8 }
        reply.bytes += "\r\n".utf8
    }

    private func text(_ value: [UInt8]?) -> String { String(decoding: value ?? [], as: UTF8.self) }

    private static func plain(_ name: String) -> String {
        String(name.prefix(40).filter { $0.isLetter || $0.isNumber })
    }
}
