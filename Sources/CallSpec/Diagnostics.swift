/// The diagnostics of one run over a spec, collected so that all faults are told at once.
public struct Diagnostics: Sendable {
    /// All of them, in the order they were found.
    public private(set) var all: [Diagnostic] = []

    /// None yet.
    public init() {}

    /// Whether the spec can't be used.
    public var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// All of them in reading order.
    public var sorted: [Diagnostic] { all.sorted { $0.location < $1.location } }

    mutating func add(_ diagnostic: Diagnostic) {
        all.append(diagnostic)
    }

    mutating func error(at location: SourceLocation, _ message: String) {
        all.append(Diagnostic(.error, at: location, message))
    }

    mutating func warning(at location: SourceLocation, _ message: String) {
        all.append(Diagnostic(.warning, at: location, message))
    }
}
