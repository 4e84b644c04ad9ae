/// One thing that is wrong, or looks wrong, in a spec.
public struct Diagnostic: Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// The build must fail.
        case error
        /// Legal, but probably not meant.
        case warning
    }

    /// How bad it is.
    public var severity: Severity
    /// Where it is.
    public var location: SourceLocation
    /// What is wrong and, where it is known, what to do.
    public var message: String

    /// A diagnostic of that severity at that place.
    public init(_ severity: Severity, at location: SourceLocation, _ message: String) {
        self.severity = severity
        self.location = location
        self.message = message
    }

    /// The form that compilers print, and that SwiftPM and editors understand: `FILE:LINE:COLUMN: error: MESSAGE`.
    public func rendered(file: String) -> String {
        "\(file):\(location.line):\(location.column): \(severity.rawValue): \(message)"
    }
}
