/// Why a client could not run at all.
public enum MQTTRunError: Error, Sendable, CustomStringConvertible {
    /// The configuration can never work; all that is wrong with it.
    case configuration([MQTTConfigurationError])
    /// A client runs once.
    case alreadyRun
    /// The system gave no thread or no event descriptor.
    case noResources(String)

    /// Why, and what to do.
    public var description: String {
        switch self {
        case .configuration(let problems):
            "the MQTT configuration is not usable: " + problems.map(\.description).joined(separator: "; ")
        case .alreadyRun:
            "an MQTT client runs once: create another"
        case .noResources(let what):
            "the system gave \(what): raise the limits of threads and open files"
        }
    }
}
