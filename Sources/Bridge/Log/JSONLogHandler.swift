public import Logging
import Operations

/// Writes each log line as a JSON object to standard error.
public struct JSONLogHandler: LogHandler {
    /// The metadata of every line.
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let level: LogLevel
    private let output: LogOutput

    /// A handler for the logger with this label; it shares its level with all others.
    public init(
        label: String, level: LogLevel, environment: [String: String] = ProcessEnvironment.variables
    ) {
        self.label = label
        self.level = level
        output = LogOutput(environment: environment)
    }

    /// The minimum level that is written.
    public var logLevel: Logger.Level {
        get { level.value }
        set { level.value = newValue }
    }

    /// One value of the metadata of every line.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    public func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(\.description)
        for (key, value) in [
            ("level", event.level.rawValue), ("logger", label), ("message", event.message.description),
            ("time", LogTime().text),
        ] { fields[key] = value }
        let members = fields.sorted { $0.key < $1.key }.map {
            "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))"
        }
        output.write("{\(members.joined(separator: ","))}", event.level)
    }
}
