/// Something wrong with the configuration: where, what and how to put it right.
///
/// No value of a secret is ever part of it.
public struct ConfigurationFault: Sendable, Hashable, CustomStringConvertible {
    /// Whether the bridge starts all the same.
    public var severity: Severity
    /// Where the faulty value was given.
    public var origin: ConfigurationOrigin
    /// The key path that it is about; `nil` when it is about the source as a whole.
    public var path: String?
    /// What is wrong, as the rest of a sentence that begins with the field's name.
    public var message: String
    /// What to do, as an imperative.
    public var remedy: String

    /// A fault from its parts.
    public init(
        _ severity: Severity = .error, at origin: ConfigurationOrigin, path: String?, message: String, remedy: String
    ) {
        self.severity = severity
        self.origin = origin
        self.path = path
        self.message = message
        self.remedy = remedy
    }

    /// Whether the bridge starts all the same.
    public enum Severity: String, Sendable, Hashable {
        /// It does not.
        case error
        /// It does.
        case warning
    }

    /// As a compiler says it: `FILE:LINE: error: mqtt.topic_prefix: contains "#" …; choose …`.
    public var description: String {
        "\(origin): \(severity.rawValue): \(path.map { "\($0): " } ?? "")\(message); \(remedy)"
    }
}
