import Glibc
import MQTT
import Synchronization
import TestSupport
import Testing

@Suite("Several brokers, and brokers of before MQTT 5", .serialized, .timeLimit(.minutes(5)))
struct FailoverTests {
    @Test("The preferred broker is killed under load and comes again: no message is lost, and it is returned to")
    func failsOver() async throws {
        let (first, second) = (try await Mosquitto(), try await Mosquitto())
        let watchers = [
            try await first.subscriber("n", format: "%p", ["-c", "-i", "watcher"]),
            try await second.subscriber("n", format: "%p", ["-c", "-i", "watcher"]),
        ]
        let status = try await second.subscriber("status", format: "%p")
        var configuration = first.configuration {
            $0.otherBrokers = [BrokerAddress(host: "127.0.0.1", port: second.port)]
            // Time for the watcher of the one that was killed, which has forgotten it, to come again.
            $0.preferredCheckInterval = .seconds(3)
        }
        try configuration.announcePresence(at: "status")
        let running = try RunningClient(configuration)
        let client = running.client
        func publishes(_ numbers: Range<Int>) -> Task<Void, any Error> {
            Task {
                for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: 10) {
                    try client.publish((start..<start + 10).map { try MQTTMessage(topic: "n", text: "\($0)") })
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        }
        func isAt(_ broker: Mosquitto) -> Bool { client.session?.broker.port == broker.port }

        var publisher = publishes(0..<5000)
        try await eventually("some are acknowledged") { client.counters.acknowledged >= 1000 }
        #expect(isAt(first))
        first.stop(SIGKILL)
        try await publisher.value
        try await running.acknowledges(5000)
        #expect(isAt(second))

        try await first.start()
        try await eventually("its watcher has come again") { watchers[0].subscriptions == 2 }
        publisher = publishes(5000..<10_000)
        try await eventually("the preferred is returned to") { isAt(first) }
        // The other was left in good order.
        try await status.waits(for: "offline")
        try await publisher.value
        try await running.acknowledges(10_000)
        #expect(try await running.shutdown() == 0)
        func missing() -> Set<Int> {
            Set(0..<10_000).subtracting(watchers.flatMap { $0.messages() }.compactMap { Int($0) })
        }
        try await eventually("all arrive; \(missing().sorted()) did not") { missing().isEmpty }
    }

    @Test("Brokers that are not there are passed over without a wait, and tried again when all have failed")
    func passedOver() async throws {
        let broker = try await Mosquitto()
        let running = try RunningClient(
            broker.configuration {
                $0.otherBrokers = [
                    BrokerAddress(host: "127.0.0.1", port: LoopbackPort.free()), $0.broker,
                ]
                $0.broker = BrokerAddress(host: "127.0.0.1", port: LoopbackPort.free())
                $0.reconnectDelayMin = .seconds(20)
                $0.reconnectDelayMax = .seconds(20)
            })
        let start = ContinuousClock.now
        try await running.connects()
        #expect(ContinuousClock.now - start < .seconds(9))
        try await eventually("it tells of both") {
            running.failures().map(\.kind) == [.unreachable, .unreachable]
        }
    }

    @Test(
        "A broker that does not take MQTT 5 is spoken with by 3.1.1, where that is allowed",
        arguments: [[0x20, 2, 0, 1], [0x20, 3, 0, 0x84, 0], nil] as [[UInt8]?], [true, false])
    func fallsBack(_ refusal: [UInt8]?, _ isAllowed: Bool) async throws {
        let broker = StubBroker(.knowsOnly311(refusal: refusal))
        let running = try RunningClient(
            stub(broker) {
                $0.fallsBack = isAllowed
                $0.reconnectDelayMax = .milliseconds(200)
            })
        try running.client.publish(MQTTMessage(topic: "a", text: "", contentType: "text/plain"))
        guard isAllowed else {
            let failure = try await running.firstFailure()
            #expect(failure.kind == (refusal == nil ? .closed : .refused(.unsupportedProtocolVersion)))
            return
        }
        try await running.acknowledges(1)
        #expect(running.client.session?.protocolVersion == .v311)
        #expect(running.failures().map(\.description) == [])
    }
}
