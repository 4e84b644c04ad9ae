import Glibc
public import Logging

/// Writes a JSON object a line to standard error.
public struct JSONLogHandler: LogHandler {
    /// What every line carries.
    public var metadata: Logger.Metadata = [:]
    /// The least level that is written.
    public var logLevel = Logger.Level.info
    private let label: String

    /// A handler for the logger of that label.
    public init(label: String) {
        self.label = label
    }

    /// One of the values every line carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    public func log(event: LogEvent) {
        var all = metadata
        for (key, value) in event.metadata ?? [:] { all[key] = value }
        var fields = ["level": event.level.rawValue, "logger": label, "message": event.message.description]
        for (key, value) in all { fields[key] = value.description }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        fields["time"] = "\(time.tv_sec).\(String(1_000_000 + time.tv_nsec / 1000).dropFirst())"
        let members = fields.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
        let line = Array("{\(members.joined(separator: ","))}\n".utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..."\u{1F}", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
