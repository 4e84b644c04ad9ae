import Logging

/// Tries a configuration once, for a command that checks it: connects, and leaves without publishing anything.
public enum MQTTProbe {
    /// Connects to ``MQTTConfiguration/broker`` with the whole configuration except its will. It uses a client id of
    /// its own, so that a running client is not disconnected, unless `usesClientID` is set.
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
        if !usesClientID { probed.clientID = Self.clientID(like: configuration) }
        probed.connectTimeout = min(timeout, configuration.connectTimeout)
        return await connect(with: probed, within: probed.connectTimeout)
    }

    /// Publishes to a topic of ``MQTTConfiguration/broker`` and waits for it to come back: whether the broker's access
    /// rules let this user write and read there. Nothing is kept.
    ///
    /// - Returns: Why it did not; `nil` where it did.
    public static func comesBack(
        _ configuration: MQTTConfiguration, topic: String, timeout: Duration = .seconds(5)
    ) async -> String? {
        var probed = configuration
        (probed.will, probed.birth, probed.farewell, probed.otherBrokers) = (nil, [], nil, [])
        probed.clientID = clientID(like: configuration)
        let (answers, continuation) = AsyncStream.makeStream(of: String?.self)
        do {
            let client = try MQTTClient(
                configuration: probed, logger: Logger(label: "mqtt.probe") { _ in SwiftLogNoOpLogHandler() },
                onAcknowledged: { acknowledgements in
                    for acknowledgement in acknowledgements where acknowledgement.outcome != .delivered {
                        continuation.yield("the broker refuses messages")
                    }
                })
            try client.subscribe(to: topic) { _ in continuation.yield(nil) }
            try client.publish(MQTTMessage(topic: topic, payload: [], token: 1))
            let run = Task { try await client.run() }
            let timer = Task {
                try? await Task.sleep(for: timeout)
                continuation.yield("messages do not come back")
            }
            var answer: String?
            for await first in answers {
                answer = first
                break
            }
            timer.cancel()
            await client.shutdown(deadline: .now + .seconds(1))
            _ = await run.result
            return answer
        } catch {
            return "\(error)"
        }
    }

    /// A client id of its own, so that a running client is not disconnected.
    private static func clientID(like configuration: MQTTConfiguration) -> String {
        "\(configuration.clientID.prefix(12))-\(String(UInt32.random(in: 0...UInt32.max), radix: 36))"
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
                    .failed(MQTTConnectionFailure(.system, "\(error)", remedy: "stop what uses them, and try again")))
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
