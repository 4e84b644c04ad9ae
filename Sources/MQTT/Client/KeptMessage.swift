/// A message the client answers for, and how far it has come.
struct KeptMessage {
    enum Progress: UInt8 {
        case waiting
        case inFlight
        /// Over, but behind one that is not: its place is kept so that places can be counted.
        case over
    }

    var message: MQTTMessage
    /// When it was accepted; asked for only where the message expires.
    let accepted: ContinuousClock.Instant
    /// The packet id it is in flight by.
    var mid: UInt16 = 0
    var progress = Progress.waiting
    /// Whether it was sent on an earlier connection.
    var wasSent = false
    /// How often the broker was seen to close the connection at this message alone, since it was set aside for that.
    var trials: UInt8 = 0
    /// A birth or farewell message: it belongs to one connection, and the next one sends its own.
    let belongsToConnection: Bool

    init(_ message: MQTTMessage, accepted: ContinuousClock.Instant, belongsToConnection: Bool = false) {
        self.message = message
        self.accepted = accepted
        self.belongsToConnection = belongsToConnection
    }
}
