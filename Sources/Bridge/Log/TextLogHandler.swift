public import Logging

/// Writes log lines for people to standard error: time, level, message, metadata.
public struct TextLogHandler: LogHandler {
    /// The metadata of every line.
    public var metadata: Logger.Metadata = [:]
    private let level: LogLevel
    private let output: LogOutput

    /// A handler that shares its level with all others.
    public init(level: LogLevel, environment: [String: String] = ProcessEnvironment.variables) {
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
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let about = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        let text = Self.visible("\(event.message)\(about.isEmpty ? "" : " (\(about))")")
        output.write(
            output.isJournal ? text : "\(LogTime().text) \(event.level.rawValue): \(text)", event.level)
    }

    /// On one line, so that received text can't forge a log line.
    private static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
        var visible = ""
        for scalar in text.unicodeScalars {
            if scalar.properties.generalCategory == .control {
                visible += scalar == "\n" ? " " : "\u{FFFD}"
            } else {
                visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }
}
