/// What happens to the connection.
public enum MQTTConnectionEvent: Sendable {
    /// The broker let the client in.
    case connected(MQTTSession)
    /// A connection that stood was lost; it is made again after `retryIn`.
    case lost(MQTTConnectionFailure, retryIn: Duration)
    /// No connection came about: the broker is not there, or it does not let the client in. Tried again after
    /// `retryIn`.
    case failed(MQTTConnectionFailure, retryIn: Duration)
    /// The client ended in good order, with so many messages not acknowledged.
    case ended(unacknowledged: Int)
}
