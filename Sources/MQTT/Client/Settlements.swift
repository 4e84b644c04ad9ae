/// Messages that were settled since the shared state was last updated, to update it once for many.
struct Settlements {
    var acknowledged = 0
    var refused = 0
    var expired = 0
    var resent = 0
    /// Settled messages that were counted as held, and their weight.
    var released = 0
    var releasedBytes = 0
    /// Of messages with a token.
    var acknowledgements: [MQTTAcknowledgement] = []

    var isEmpty: Bool { released == 0 && resent == 0 }

    mutating func add(_ message: MQTTMessage, _ outcome: MQTTAcknowledgement.Outcome) {
        switch outcome {
        case .delivered: acknowledged += 1
        case .refused, .unsendable: refused += 1
        case .expired: expired += 1
        }
        released += 1
        releasedBytes += message.weight
        if message.token != 0 { acknowledgements.append(MQTTAcknowledgement(token: message.token, outcome: outcome)) }
    }
}
