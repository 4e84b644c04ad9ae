/// An ended call, for the board.
public struct StoredEnd: Sendable, Hashable {
    /// The call's id.
    public var callID: String
    /// When it ended, in microseconds since 1970.
    public var time: Int64
    /// How many milliseconds it rang before it was answered; 0 if unknown.
    public var rang: Int64
    /// The payload of its last event.
    public var payload: [UInt8]

    /// An ended call.
    public init(callID: String, time: Int64, rang: Int64, payload: [UInt8]) {
        self.callID = callID
        self.time = time
        self.rang = rang
        self.payload = payload
    }
}
