/// Why messages were not accepted. Nothing of the batch was taken.
public enum MQTTPublishError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Twice the bound of the queue is held already: the caller went on although the client was saturated.
    case full(messages: Int, bytes: Int)
    /// The client has ended or is ending.
    case ended

    /// Why, and what to do.
    public var description: String {
        switch self {
        case .full(let messages, let bytes):
            "the queue to the broker is full with \(messages) messages, \(bytes) bytes: wait until it has drained"
        case .ended:
            "the client has ended: nothing more can be published"
        }
    }
}
