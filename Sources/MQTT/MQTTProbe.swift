/// Tries a configuration once, for a command that checks it: connects, and leaves without publishing anything.
public enum MQTTProbe {
    /// Connects to ``MQTTConfiguration/broker`` with all that the configuration says but its will, under a client id of its own so that a
    /// running client isn't pushed out, unless `usesClientID` says otherwise.
    ///
    /// - Parameters:
    ///   - configuration: The broker to try, and how.
    ///   - timeout: How long it may take; at most the configuration's ``MQTTConfiguration/connectTimeout``.
    ///   - usesClientID: Whether to use the client id of the configuration, which pushes a running client out.
    public static func check(
        _ configuration: MQTTConfiguration, timeout: Duration = .seconds(5), usesClientID: Bool = false
    ) async -> MQTTProbeResult {
        let problems = configuration.problems()
        if !problems.isEmpty { return .unusable(problems) }
        var probed = configuration
        probed.will = nil
        probed.cleanStart = true
        probed.sessionExpiry = 0
        if !usesClientID {
            let suffix = String(UInt32.random(in: 0...UInt32.max), radix: 36)
            probed.clientID = "\(configuration.clientID.prefix(12))-\(suffix)"
        }
        probed.connectTimeout = min(timeout, configuration.connectTimeout)
        return await connect(with: probed, within: probed.connectTimeout)
    }

    private static func connect(
        with configuration: MQTTConfiguration, within limit: Duration
    ) async -> MQTTProbeResult {
        await withCheckedContinuation { continuation in
            let answer = OnceOnly(continuation)
            do {
                let wakeUp = try WakeUp()
                try NetworkThread.start {
                    do throws(MQTTConnectionFailure) {
                        let (link, session) = try BrokerLink.connected(
                            by: configuration, wakeUp: wakeUp, cleanStart: true, isAbandoned: { false })
                        link.disconnect(withWill: false)
                        answer.give(.connected(session))
                    } catch {
                        answer.give(.failed(error))
                    }
                }
            } catch {
                answer.give(
                    .failed(MQTTConnectionFailure(.system, "\(error)", remedy: "stop what holds them, and try again")))
            }
            // Looking up a name can't be interrupted.
            Task {
                try? await Task.sleep(for: limit + .seconds(1))
                answer.give(
                    .failed(
                        MQTTConnectionFailure(
                            .unresolvable, "the name \"\(configuration.broker.host)\" could not be looked up in time",
                            remedy: "check this machine's DNS")))
            }
        }
    }
}
