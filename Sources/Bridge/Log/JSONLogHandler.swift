public import Logging
import Operations

/// Writes a JSON object a line to standard error.
public struct JSONLogHandler: LogHandler {
    /// What every line carries.
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let level: LogLevel
    private let output: LogOutput

    /// A handler for the logger of that label, whose level is that of all.
    public init(
        label: String, level: LogLevel, environment: [String: String] = ProcessEnvironment.variables
    ) {
        self.label = label
        self.level = level
        output = LogOutput(environment: environment)
    }

    /// The least level that is written.
    public var logLevel: Logger.Level {
        get { level.value }
        set { level.value = newValue }
    }

    /// One of the values every line carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    public func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(\.description)
        for (key, value) in [
            ("level", event.level.rawValue), ("logger", label), ("message", event.message.description),
            ("time", LogTime().seconds),
        ] { fields[key] = value }
        let members = fields.sorted { $0.key < $1.key }.map {
            "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))"
        }
        output.write("{\(members.joined(separator: ","))}", event.level)
    }
}
