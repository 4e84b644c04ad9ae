import Glibc
import Logging

/// Log lines on standard error.
///
/// If the reader stops reading (a full pipe, a stopped terminal), lines are dropped and counted instead of blocking the
/// daemon.
struct LogOutput: Sendable {
    /// Whether the journal reads it: it needs the severity of a line, and adds the time itself.
    let isJournal: Bool

    /// - Parameter environment: contains `JOURNAL_STREAM` if the journal reads the stream (systemd.exec(5)).
    init(environment: [String: String]) {
        var status = stat()
        isJournal =
            environment["JOURNAL_STREAM"].map { stream in
                fstat(STDERR_FILENO, &status) == 0 && stream == "\(status.st_dev):\(status.st_ino)"
            } ?? false
    }

    /// Writes a line, for the journal with its severity (sd-daemon(3)).
    func write(_ line: String, _ level: Logger.Level) {
        Self.stream.write("\(prefix(level))\(line)\n") { missed in
            "\(prefix(.warning))\(missed) log lines were dropped, because their reader did not read\n"
        }
    }

    private func prefix(_ level: Logger.Level) -> String { isJournal ? "<\(level.severity)>" : "" }

    private static let stream = LogStream(STDERR_FILENO)
}

extension Logger.Level {
    /// The severity of syslog(3).
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
