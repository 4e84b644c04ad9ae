import AMI

/// The login, from the greeting to acceptance: takes Asterisk's messages and returns the answers. It owns no socket.
struct AMILogin: AMIMessageSink {
    enum Phase: Equatable {
        case awaitingBanner
        case awaitingChallenge
        case awaitingAcceptance
        case accepted
        case failed(AMIDisconnection)
    }

    private(set) var phase = Phase.awaitingBanner
    /// The greeting's version.
    private(set) var managerVersion = ""
    /// Bytes to be written.
    private var answer: [UInt8] = []
    /// The first bytes, as many as show whether it is Asterisk.
    private var opening: [UInt8] = []
    private let options: AMIConnectionOptions

    private static let greeting: StaticString = "Asterisk Call Manager/"

    init(_ options: AMIConnectionOptions) { self.options = options }

    mutating func takeAnswer() -> [UInt8] {
        defer { answer = [] }
        return answer
    }

    /// Looks at bytes before they are decoded: a server of another kind may never end its line.
    mutating func inspect(_ bytes: RawSpan) {
        guard phase == .awaitingBanner, opening.count < Self.greeting.utf8CodeUnitCount else { return }
        opening += [UInt8](copying: bytes.extracting(first: min(bytes.byteCount, 80)))
        let length = min(opening.count, Self.greeting.utf8CodeUnitCount)
        let isGreeting = opening.span.bytes.extracting(first: length)
            .equals(RawSpan(Self.greeting).extracting(first: length))
        if !isGreeting {
            let line = opening.prefix { $0 != UInt8.carriageReturn && $0 != UInt8.lineFeed }
            phase = .failed(.notAMI(.otherGreeting(PeerText.clean(String(decoding: line, as: UTF8.self)))))
        }
    }

    func wants(event name: RawSpan) -> Bool { false }

    mutating func receive(_ message: borrowing AMIMessage) {
        switch (phase, message.kind) {
        case (.awaitingBanner, .banner):
            managerVersion = PeerText.clean(String(repairing: message.name))
            switch options.authentication {
            case .md5:
                phase = .awaitingChallenge
                say("Challenge", ["AuthType": "MD5"])
            case .plain:
                phase = .awaitingAcceptance
                say(
                    "Login",
                    ["Username": options.username, "Secret": options.secret.value, "Events": options.eventMask])
            }
        case (.awaitingChallenge, .response):
            guard message.name.equalsIgnoringCase("Success"), let challenge = message.text(of: "Challenge"),
                !challenge.isEmpty
            else {
                // A digest of nothing but the secret would be good for every login.
                refuse(message)
                return
            }
            phase = .awaitingAcceptance
            let key = AMIDigest.key(challenge: challenge, secret: options.secret.value)
            say(
                "Login",
                ["AuthType": "MD5", "Username": options.username, "Key": key, "Events": options.eventMask])
        case (.awaitingAcceptance, .response):
            if message.name.equalsIgnoringCase("Success") { phase = .accepted } else { refuse(message) }
        default:
            break
        }
    }

    private mutating func refuse(_ message: borrowing AMIMessage) {
        let text = PeerText.clean(message.text(of: "Message") ?? "")
        let refusal: AMIDisconnection.LoginRefusal =
            switch text {
            case "Authentication failed": .credentials
            case "Permission denied": .permission
            default: .other(text)
            }
        phase = .failed(.loginRefused(refusal))
    }

    private mutating func say(_ action: String, _ headers: KeyValuePairs<String, String>) {
        do throws(AMIActionError) {
            answer += try AMIAction(action, headers).encoded(actionID: "login-\(action)")
        } catch {
            // The error names the header and never its value.
            phase = .failed(.loginRefused(.other(error.description)))
        }
    }
}
