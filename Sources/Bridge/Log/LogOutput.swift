import Glibc
import Logging

/// Standard error, as a place for lines of the log.
struct LogOutput: Sendable {
    /// Whether the journal reads it, which wants to know how severe a line is and knows itself when it came.
    let isJournal: Bool

    /// - Parameter environment: where systemd says which stream it reads (`JOURNAL_STREAM`, systemd.exec(5)).
    init(environment: [String: String]) {
        var status = stat()
        isJournal =
            environment["JOURNAL_STREAM"].map { stream in
                fstat(STDERR_FILENO, &status) == 0 && stream == "\(status.st_dev):\(status.st_ino)"
            } ?? false
    }

    /// Writes a line, with what the journal takes for its severity (sd-daemon(3)).
    func write(_ line: String, _ level: Logger.Level) {
        let text = Array("\(isJournal ? "<\(level.severity)>" : "")\(line)\n".utf8)
        _ = text.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

extension Logger.Level {
    /// As syslog(3) counts it.
    fileprivate var severity: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
