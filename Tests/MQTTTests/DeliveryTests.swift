import Glibc
import MQTT
import Synchronization
import TestSupport
import Testing

@Suite("Delivery", .serialized, .timeLimit(.minutes(5)))
struct DeliveryTests {
    /// What must hold of numbers sent as 0, 1, 2 …: none is missing, and new ones come in order; those that came before
    /// may come again.
    private func expectCompleteAndInOrder(_ seen: [Int], count: Int) {
        var next = 0
        for number in seen {
            if number == next {
                next += 1
            } else if number > next {
                Issue.record("\(number) came before \(next)")
                return
            }
        }
        #expect(next == count)
    }

    @Test(
        "A broker's restart in mid-stream loses none of 5,000 messages and keeps their order",
        arguments: MQTTProtocolVersion.allCases, [MQTTQoS.atLeastOnce, .exactlyOnce])
    func restart(_ version: MQTTProtocolVersion, _ qos: MQTTQoS) async throws {
        let broker = try await Mosquitto()
        // A session that lasts, so that what the broker has taken outlives its restart.
        let subscriber = try await broker.subscriber("n", format: "%p", ["-c", "-i", "watcher"])
        let running = try RunningClient(
            broker.configuration {
                $0.protocolVersion = version
                $0.inFlightWindow = 100
            })
        let client = running.client
        let publisher = Task {
            for start in stride(from: 0, to: 5000, by: 50) {
                try client.publish(
                    (start..<start + 50).map { try MQTTMessage(topic: "n", text: "\($0)", qos: qos) })
                try await Task.sleep(for: .milliseconds(2))
            }
        }
        for acknowledged in [700, 2500] {
            try await eventually("some are acknowledged") { client.counters.acknowledged >= acknowledged }
            broker.stop()
            try await broker.start()
        }
        try await publisher.value
        try await running.acknowledges(5000)
        #expect(client.counters.reconnects >= 2)
        #expect(client.counters.acknowledged == 5000)
        #expect(try await running.shutdown() == 0)
        try await eventually("the subscriber has the last") { subscriber.messages().last == "4999" }
        expectCompleteAndInOrder(subscriber.messages().compactMap { Int($0) }, count: 5000)
        // Only what was in flight when a connection was lost.
        #expect(client.counters.resent <= client.counters.reconnects * 100)
    }

    @Test(
        "A broker that acknowledges nothing gets no more than the window, keeps nothing from us, and is left in the end"
    )
    func window() async throws {
        let broker = StubBroker(.connack(StubBroker.connackV5))
        let running = try RunningClient(
            stub(broker) {
                $0.inFlightWindow = 10
                $0.acknowledgementTimeout = .milliseconds(500)
            })
        try running.client.publish((0..<1000).map { try MQTTMessage(topic: "\($0)", text: "") })
        let window = (0..<10).map { "\($0)" }
        try await eventually("the window is sent anew") { broker.seen.topics.count { $0 == window } >= 2 }
        #expect(broker.seen.topics.allSatisfy { window.starts(with: $0) })
        try await running.fails(.unacknowledged)
        let counters = running.client.counters
        #expect(counters.kept == 1000 && counters.acknowledged == 0)
        #expect(counters.inFlight <= 10)
        #expect(counters.resent >= 10)
    }

    @Test("A broker may ask for a smaller window")
    func receiveMaximum() async throws {
        // CONNACK with Receive Maximum 3.
        let broker = StubBroker(.connack([0x20, 6, 0, 0, 3, 0x21, 0, 3]))
        let running = try RunningClient(stub(broker))
        try running.client.publish((0..<100).map { try MQTTMessage(topic: "\($0)", text: "") })
        try await eventually("three are in flight") { running.client.counters.inFlight == 3 }
        #expect(running.client.session?.inFlightWindow == 3)
        // Once the broker answers a ping, all that was written before it has been read.
        try await eventually("the broker has them") { broker.seen.topics.first?.count ?? 0 >= 3 }
        #expect(broker.seen.topics[0] == ["0", "1", "2"])
        #expect(running.client.counters.queued == 97)
    }

    @Test("A message that the broker refuses is counted, told of and not sent again")
    func refused() async throws {
        // With a bound of 0 mosquitto 2.0.11 closes the connection at each message it refuses.
        let broker = try await Mosquitto("allow_anonymous true\nacl_file {dir}/acl\nmax_queued_messages 1000") {
            folder in
            write("topic readwrite open/#\n", to: folder.file("acl"))
        }
        let told = Mutex<[MQTTAcknowledgement]>([])
        let running = try RunningClient(
            broker.configuration(), onAcknowledged: { some in told.withLock { $0 += some } })
        try running.client.publish([
            MQTTMessage(topic: "open/1", text: "", token: 1),
            MQTTMessage(topic: "shut/2", text: "", token: 2),
            MQTTMessage(topic: "shut/3", text: "", qos: .exactlyOnce, token: 3),
            MQTTMessage(topic: "open/4", text: "", token: 4),
        ])
        try await eventually("all are settled") { told.withLock { $0.count } == 4 }
        let outcomes = told.withLock { Dictionary(uniqueKeysWithValues: $0.map { ($0.token, $0.outcome) }) }
        #expect(
            outcomes == [
                1: .delivered, 2: .refused(.notAuthorized), 3: .refused(.notAuthorized), 4: .delivered,
            ])
        let counters = running.client.counters
        #expect(counters.refused == 2 && counters.acknowledged == 2 && counters.kept == 0)
        #expect(running.failures().map(\.description) == [])
    }

    @Test("Acknowledgements are told by token, in order, for each quality of service")
    func tokens() async throws {
        let broker = try await Mosquitto()
        let told = Mutex<[UInt64]>([])
        let running = try RunningClient(
            broker.configuration(), onAcknowledged: { some in told.withLock { $0 += some.map(\.token) } })
        for qos in MQTTQoS.allCases {
            told.withLock { $0 = [] }
            try running.client.publish(
                (1...300).map { try MQTTMessage(topic: "a", text: "", qos: qos, token: UInt64($0)) })
            try await eventually("all are told") { told.withLock { $0.count } == 300 }
            #expect(told.withLock { $0 } == (1...300).map { UInt64($0) })
        }
    }

    @Test("What is larger than the broker takes is given up, and the rest goes on")
    func tooLarge() async throws {
        let broker = try await Mosquitto("allow_anonymous true\nmax_packet_size 1000")
        let told = Mutex<[MQTTAcknowledgement]>([])
        let running = try RunningClient(
            broker.configuration(), onAcknowledged: { some in told.withLock { $0 += some } })
        try await running.connects()
        try running.client.publish([
            MQTTMessage(topic: "a", payload: [UInt8](repeating: 0, count: 2000), token: 1),
            MQTTMessage(topic: "a", text: "small", token: 2),
        ])
        try await eventually("both are settled") { told.withLock { $0.count } == 2 }
        let outcomes = told.withLock { Dictionary(uniqueKeysWithValues: $0.map { ($0.token, $0.outcome) }) }
        #expect(outcomes[2] == .delivered)
        guard case .unsendable = outcomes[1] else {
            Issue.record("\(String(describing: outcomes[1]))")
            return
        }
        #expect(running.client.counters.refused == 1)
    }

    @Test("What expired while the broker was away is given up, and what did not is sent with what is left")
    func expiry() async throws {
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber(format: "%p %E", ["-V", "mqttv5", "-c", "-i", "w", "-x", "600"])
        broker.stop()
        let told = Mutex<[MQTTAcknowledgement]>([])
        let running = try RunningClient(
            broker.configuration(), onAcknowledged: { some in told.withLock { $0 += some } })
        try running.client.publish([
            MQTTMessage(topic: "a", text: "short", expiry: 1, token: 1),
            MQTTMessage(topic: "a", text: "long", expiry: 600, token: 2),
        ])
        try await Task.sleep(for: .milliseconds(1100))
        try await broker.start()
        try await eventually("both are settled") { told.withLock { $0.count } == 2 }
        #expect(told.withLock { $0.map(\.outcome) } == [.expired, .delivered])
        #expect(running.client.counters.expired == 1)
        try await eventually("the other arrives") { !subscriber.messages().isEmpty }
        let left = try #require(subscriber.messages()[0].split(separator: " ").last.flatMap { Int($0) })
        #expect(subscriber.messages()[0].hasPrefix("long"))
        #expect(left <= 599)
    }

    @Test("A session that the broker kept is left for a new one where QoS 2 is published")
    func keptSession() async throws {
        // Session Present.
        let broker = StubBroker(.answers(connack: [0x20, 3, 1, 0, 0], reason: 0))
        let running = try RunningClient(
            stub(broker) {
                $0.cleanStart = false
                $0.sessionExpiry = 60
            })
        try running.client.publish(MQTTMessage(topic: "one", text: ""))
        try await running.acknowledges(1)
        #expect(broker.seen.cleanStarts == [false])
        try running.client.publish(MQTTMessage(topic: "two", text: "", qos: .exactlyOnce))
        try await eventually("a clean start") { broker.seen.cleanStarts.contains(true) }
        #expect(broker.seen.topics[0] == ["one"])
    }

    @Test("Many threads publish at once and each one's order is kept")
    func threads() async throws {
        let broker = try await Mosquitto()
        let subscriber = try await broker.subscriber(format: "%p")
        let running = try RunningClient(broker.configuration())
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<8 {
                group.addTask {
                    for number in 0..<250 {
                        _ = try? running.client.publish(MQTTMessage(topic: "t", text: "\(thread) \(number)"))
                    }
                }
            }
        }
        try await running.acknowledges(2000)
        try await eventually("all have arrived") { subscriber.messages().count == 2000 }
        var next = [Int](repeating: 0, count: 8)
        for message in subscriber.messages() {
            let numbers = message.split(separator: " ").compactMap { Int($0) }
            #expect(next[numbers[0]] == numbers[1])
            next[numbers[0]] += 1
        }
        #expect(next == [Int](repeating: 250, count: 8))
    }

    /// Ways in which a broker closes the connection at a message.
    enum Manner: String, CaseIterable {
        case largestPacket = "max_packet_size 1000"
        case accessRules = "acl_file {dir}/acl"

        /// A message that rules forbid is dropped by it without a word by 3.1.1.
        var version: MQTTProtocolVersion { self == .accessRules ? .v5 : .v311 }

        func poison(_ number: Int) throws -> MQTTMessage {
            switch self {
            case .largestPacket:
                try MQTTMessage(topic: "large", payload: [UInt8](repeating: 0, count: 2000 + number), token: 10_000)
            case .accessRules: try MQTTMessage(topic: "shut/\(number)", text: "", token: 10_000)
            }
        }
    }

    @Test(
        "A message at which the broker closes the connection is set aside, and all others arrive in order",
        arguments: Manner.allCases)
    func closesAtMessage(_ manner: Manner) async throws {
        // With a bound of 0 mosquitto 2.0.11 closes the connection at each message that its rules forbid.
        let broker = try await Mosquitto("allow_anonymous true\n\(manner.rawValue)") { folder in
            write("topic readwrite n\n", to: folder.file("acl"))
        }
        let subscriber = try await broker.subscriber("n", format: "%p", ["-c", "-i", "watcher"])
        let running = try RunningClient(broker.configuration { $0.protocolVersion = manner.version })
        let poisoned = Set([0, 300, 301, 999])
        for number in 0..<1000 {
            if poisoned.contains(number) { try running.client.publish(manner.poison(number)) }
            try running.client.publish(MQTTMessage(topic: "n", text: "\(number)", token: UInt64(number)))
        }
        try await running.acknowledges(1000)
        // Of a message that is sent alone, the rules' refusal comes through.
        let left = manner == .largestPacket ? poisoned.count : 0
        try await eventually("the bad are refused or set aside: \(running.client.counters)") {
            let counters = running.client.counters
            return counters.setAside == left && counters.refused == poisoned.count - left && counters.kept == left
        }
        try await eventually("the subscriber has the last") { subscriber.messages().last == "999" }
        expectCompleteAndInOrder(subscriber.messages().compactMap { Int($0) }, count: 1000)
        // They do not hold up the end, and are said to be left.
        let start = ContinuousClock.now
        #expect(try await running.shutdown() == left)
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}
