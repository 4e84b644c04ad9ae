/// What ``MQTTProbe`` found.
public enum MQTTProbeResult: Sendable, CustomStringConvertible {
    case connected(MQTTSession)
    case failed(MQTTConnectionFailure)
    /// The configuration itself can't work.
    case unusable([MQTTConfigurationError])

    /// Whether the broker let the client in.
    public var isConnected: Bool {
        if case .connected = self { true } else { false }
    }

    /// What was found, in a sentence, and what to do.
    public var description: String {
        switch self {
        case .connected(let session): "connected to \(session)"
        case .failed(let failure): failure.description
        case .unusable(let problems): problems.map(\.description).joined(separator: "; ")
        }
    }
}
