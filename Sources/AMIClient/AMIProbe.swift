import AMI

public import NIOCore
import Logging
import Synchronization

import Glibc

/// A one-time check of an Asterisk: connects, logs in, reads its version, the user's rights and lists, and logs off.
public enum AMIProbe {
    /// Runs the check, at most for the given time.
    /// - Returns: What was found, or why the check failed.
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

/// The findings of a probe, shared between the event loop and the caller.
private final class ProbeFindings: Sendable {
    let report = Mutex(AMIProbeReport())
}

private struct ProbeDelegate: AMISessionDelegate {
    let findings: ProbeFindings
    let deadline: ContinuousClock.Instant
    var session: AMISession?
    var settings: String?
    var commands: String?
    /// The last action, after all lists; answers come in order.
    var last: String?
    /// The list of channels.
    var channels: String?
    var names: Set<String> = []

    private static let mostNames = 10_000

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

    func wants(event name: RawSpan) -> Bool { last != nil }

    mutating func receive(_ message: borrowing AMIMessage) {
        if message.kind == .event, last != nil {
            if let name = message.text(of: "Channel") ?? message.text(of: "Device"), names.count < Self.mostNames {
                names.insert(PeerText.clean(name))
            }
            return
        }
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
        if id == channels {
            findings.report.withLock { $0.listsChannels = isSuccess }
        } else if id == last {
            let clock = message.text(of: "Timestamp").flatMap { Double($0) }
            findings.report.withLock { [names] report in
                report.names = names.sorted()
                report.clockLead = clock.map { $0 - Self.now }
            }
            session?.logOff()
        }
        if settings == nil, commands == nil, last == nil { askForLists() }
    }

    /// Requests the lists that the user may request.
    private mutating func askForLists() {
        guard let session else { return }
        // If the rights are unknown, the answer shows them.
        let permitted = findings.report.withLock { $0.permittedActions }
        func ask(_ name: String) -> String? {
            permitted?.contains(name) ?? true ? try? session.send(AMIAction(name)) : nil
        }
        channels = ask("CoreShowChannels")
        _ = ask("DeviceStateList")
        last = try? session.send(AMIAction("Ping"))
        if last == nil { session.logOff() }
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    mutating func batchEnded(_ counters: AMIDecoderCounters) -> AMIReadDecision { .continue }

    mutating func sessionEnded(_ reason: AMIDisconnection) { session = nil }

    mutating func tick() {
        if ContinuousClock.now >= deadline { session?.logOff() }
    }
}
