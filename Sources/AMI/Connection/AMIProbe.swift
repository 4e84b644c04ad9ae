public import NIOCore
import Logging
import Synchronization

/// A one-time look at an Asterisk: connect, log in, ask what it is and what the user may do, log off.
public enum AMIProbe {
    /// Looks, for as long as the time given and no longer.
    /// - Returns: What was found, or why nothing was.
    public static func run(
        _ options: AMIConnectionOptions, on eventLoop: any EventLoop, timeout: Duration = .seconds(10)
    ) async -> AMIProbeReport {
        var options = options
        options.connectTimeout = min(options.connectTimeout, timeout)
        options.loginTimeout = min(options.loginTimeout, timeout)
        options.tickInterval = .milliseconds(50)
        options.eventMask = "off"
        let deadline = ContinuousClock.now + timeout
        let findings = ProbeFindings()
        let connection = AMIConnection(
            options, on: eventLoop, logger: Logger(label: "ami.probe") { _ in SwiftLogNoOpLogHandler() }
        ) {
            ProbeDelegate(findings: findings, deadline: deadline)
        }
        let reason = await connection.runOnce()
        var report = findings.report.withLock { $0 }
        if report.managerVersion == nil { report.failure = reason }
        return report
    }
}

/// What a probe finds, shared between the event loop and who asked.
private final class ProbeFindings: Sendable {
    let report = Mutex(AMIProbeReport())
}

private struct ProbeDelegate: AMISessionDelegate {
    let findings: ProbeFindings
    let deadline: ContinuousClock.Instant
    var session: AMISession?
    var settings: String?
    var commands: String?

    init(findings: ProbeFindings, deadline: ContinuousClock.Instant) {
        self.findings = findings
        self.deadline = deadline
    }

    mutating func sessionBegan(_ session: AMISession) {
        self.session = session
        findings.report.withLock { $0.managerVersion = session.managerVersion }
        settings = try? session.send(AMIAction("CoreSettings"))
        commands = try? session.send(AMIAction("ListCommands"))
    }

    func wants(event name: RawSpan) -> Bool { false }

    mutating func receive(_ message: borrowing AMIMessage) {
        guard message.kind == .response, let id = message.text(of: "ActionID") else { return }
        let isSuccess = message.name.equalsIgnoringCase("Success")
        if id == settings {
            settings = nil
            if isSuccess, let version = message.text(of: "AsteriskVersion") {
                let text = PeerText.clean(version)
                findings.report.withLock { $0.asteriskVersion = text }
            }
        } else if id == commands {
            commands = nil
            if isSuccess {
                var names: [String] = []
                var headers = message.headers
                while let header = headers.next(), names.count < 1000 {
                    if header.name.equalsIgnoringCase("Response") || header.name.equalsIgnoringCase("ActionID") {
                        continue
                    }
                    names.append(PeerText.clean(String(repairing: header.name)))
                }
                names.sort()
                findings.report.withLock { [names] in $0.permittedActions = names }
            }
        }
        if settings == nil, commands == nil { session?.logOff() }
    }

    mutating func batchEnded(_ counters: AMIDecoderCounters) -> AMIReadDecision { .continue }

    mutating func sessionEnded(_ reason: AMIDisconnection) { session = nil }

    mutating func tick() {
        if ContinuousClock.now >= deadline { session?.logOff() }
    }
}
