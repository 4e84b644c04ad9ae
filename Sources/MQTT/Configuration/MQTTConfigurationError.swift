/// A field of a configuration that no broker could be connected to with.
public struct MQTTConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name of the field in ``MQTTConfiguration``.
    public let field: String
    /// The mistake and what to do.
    public let problem: String

    /// The field and its mistake.
    public var description: String { "\(field): \(problem)" }
}
