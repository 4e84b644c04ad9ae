import CMosquitto
import CMosquittoGuard

import Glibc

/// One connection to a broker, from name look-up to its end; a new one is made for each attempt, so libmosquitto
/// never has messages of an earlier connection that it would send again by itself.
///
/// Belongs to the thread that made it: libmosquitto calls back only from within the calls made here.
final class BrokerLink {
    /// What came of a message: its packet id and the broker's reason code.
    typealias Answer = (mid: UInt16, reason: UInt8)

    let configuration: MQTTConfiguration
    let faults: ConnectionFaults
    private let wakeUp: WakeUp
    var handle: OpaquePointer?
    /// What the handshake is done with; it outlives the handle.
    var tlsContext: TLSContext?
    var session: MQTTSession?

    /// Answers that came since they were last taken.
    var answers: [Answer] = []
    /// What came for subscriptions since it was last taken.
    var received: [MQTTReceivedMessage] = []
    /// How many bytes are read before it is looked at what came of them.
    private static let mostAtOnce = 1 << 18
    /// The topic of a message that came and is larger than any may be.
    var oversized: String?
    /// The number of received packets that libmosquitto reports.
    var packets = 0
    /// How much has come since the last of them.
    private var unfinishedBytes = 0
    /// Whether libmosquitto can't go on with this client.
    var isBroken = false
    /// The filters that were asked for and not answered yet, by their packet ids.
    var asked: [Int32: String] = [:]
    /// The filters that the broker refused since they were last taken.
    var refusals: [(filter: String, reason: MQTTReasonCode)] = []
    var connack: MQTTReasonCode?
    var disconnectReason: MQTTReasonCode?
    /// What libmosquitto complained of while connecting; bounded.
    var diagnostics: [String] = []
    /// The property list of the message before, as one is mostly like the next.
    private var properties: OpaquePointer?
    private var propertiesOf: (type: String?, user: [MQTTUserProperty], expiry: UInt32?) = (nil, [], nil)

    init(configuration: MQTTConfiguration, wakeUp: WakeUp) {
        self.configuration = configuration
        faults = ConnectionFaults(configuration: configuration)
        self.wakeUp = wakeUp
    }

    deinit {
        if let handle { mosquitto_destroy(handle) }
        mosquitto_property_free_all(&properties)
    }

    /// The socket, to be polled; -1 when there is none.
    var socket: Int32 { handle.map { mosquitto_socket($0) } ?? -1 }

    var wantsToWrite: Bool { handle.map { mosquitto_want_write($0) } ?? false }
    /// Waits for the socket or the wake-up; the events of the socket.
    func wait(for events: Int16, until deadline: ContinuousClock.Instant) -> Int16 {
        wait(for: events, milliseconds: ContinuousClock.now.duration(to: deadline).pollTimeout)
    }

    func wait(for events: Int16, milliseconds: Int32) -> Int16 {
        var descriptors = (
            pollfd(fd: socket, events: events, revents: 0),
            pollfd(fd: wakeUp.readEnd, events: Int16(POLLIN), revents: 0)
        )
        withUnsafeMutablePointer(to: &descriptors) { pair in
            // A homogeneous tuple has the layout of a C array (SE-0324), which is what poll takes.
            pair.withMemoryRebound(to: pollfd.self, capacity: 2) { _ = poll($0, 2, milliseconds) }
        }
        if descriptors.1.revents != 0 { wakeUp.drain() }
        return descriptors.0.revents
    }
    // MARK: Connected

    /// Reads what has come; ``answers`` grows.
    func read() throws(MQTTConnectionFailure) { try check(loopRead()) }

    func loopRead() throws(MQTTConnectionFailure) -> Int32 {
        let before = packets
        var bytes = Self.mostAtOnce
        let result = mosquitto_guarded_loop_read(handle, 1, &bytes)
        if result == MOSQUITTO_ASSERTION_FAILED { isBroken = true }
        unfinishedBytes = packets == before ? unfinishedBytes + bytes : 0
        // libmosquitto itself takes up to MQTT's largest, 256 MiB.
        if oversized != nil || unfinishedBytes > MQTTConfiguration.largestReceived {
            throw MQTTConnectionFailure(
                .oversized,
                "\(faults.broker) sent a message of more than \(MQTTConfiguration.largestReceived) bytes"
                    + (oversized.map { " (\($0))" } ?? ""),
                remedy: "allow no other client to write to this client's topics, in the broker's access list")
        }
        return result
    }

    /// Writes what is queued. `corked` joins many small packets to few segments: libmosquitto writes each by itself.
    func write(corked: Bool) throws(MQTTConnectionFailure) {
        let descriptor = socket
        var on: Int32 = 1
        if corked { setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &on, 4) }
        let result = mosquitto_loop_write(handle, 1)
        var off: Int32 = 0
        if corked, socket == descriptor { setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &off, 4) }
        try check(result)
    }

    /// Asks a silent broker whether it is there; to be called about once a second.
    func keepAlive() throws(MQTTConnectionFailure) {
        try check(mosquitto_loop_misc(handle))
    }

    func takeAnswers(_ take: (Answer) -> Void) {
        // By index, and emptied with its storage kept: this is the way of every message.
        for index in answers.indices { take(answers[index]) }
        answers.removeAll(keepingCapacity: true)
    }

    /// Hands a message to libmosquitto, which copies it; the packet id it goes by.
    ///
    /// What is thrown is libmosquitto's reason in words: the message can't be sent on this connection at all.
    func publish(_ message: MQTTMessage, expiry: UInt32?) throws(UnsendableMessage) -> UInt16 {
        var mid: Int32 = 0
        let maximumQoS = session?.maximumQoS ?? .exactlyOnce
        let qos = min(message.qos.rawValue, maximumQoS.rawValue)
        let list = properties(of: message, expiry: expiry)
        let result = message.payload.withUnsafeBytes { payload in
            mosquitto_publish_v5(
                handle, &mid, message.topic, Int32(payload.count), payload.baseAddress, Int32(qos), message.retain,
                list)
        }
        if result != MOSQ_ERR_SUCCESS.rawValue {
            throw UnsendableMessage(code: result, text: ConnectionFaults.text(of: result))
        }
        return UInt16(truncatingIfNeeded: mid)
    }

    /// Subscribes to a filter.
    func subscribe(to filter: String, qos: MQTTQoS) throws(MQTTConnectionFailure) {
        var mid: Int32 = 0
        try check(mosquitto_subscribe_v5(handle, &mid, filter, Int32(qos.rawValue), 0, nil))
        asked[mid] = filter
    }

    func takeReceived() -> [MQTTReceivedMessage] {
        var taken: [MQTTReceivedMessage] = []
        swap(&taken, &received)
        return taken
    }

    func takeRefusals() -> [(filter: String, reason: MQTTReasonCode)] {
        var taken: [(filter: String, reason: MQTTReasonCode)] = []
        swap(&taken, &refusals)
        return taken
    }

    /// Whether a topic is one of a filter's.
    static func matches(_ topic: String, _ filter: String) -> Bool {
        var matches = false
        mosquitto_topic_matches_sub(filter, topic, &matches)
        return matches
    }

    /// Disconnects, with the will if `withWill` is set. Waits until that is written, at most a second.
    func disconnect(withWill: Bool) {
        guard let handle, !isBroken else { return }
        // 3.1.1 has no DISCONNECT with a will: there the connection just ends, and the broker publishes it.
        if withWill, configuration.protocolVersion == .v311 { return }
        let reason = withWill ? Int32(MQTT_RC_DISCONNECT_WITH_WILL_MSG.rawValue) : 0
        mosquitto_disconnect_v5(handle, reason, nil)
        let deadline = ContinuousClock.now + .seconds(1)
        while socket >= 0, ContinuousClock.now < deadline {
            if mosquitto_loop_write(handle, 1) != MOSQ_ERR_SUCCESS.rawValue { return }
            if socket >= 0 { _ = wait(for: Int16(POLLOUT), until: deadline) }
        }
    }

    private func check(_ result: Int32) throws(MQTTConnectionFailure) {
        if let disconnectReason { throw faults.disconnected(disconnectReason) }
        if isBroken { throw faults.unknownProperty }
        if result != MOSQ_ERR_SUCCESS.rawValue {
            throw faults.failure(of: result, stage: "while connected", isLoggedIn: session != nil)
        }
    }
    // MARK: Properties

    private func properties(of message: MQTTMessage, expiry: UInt32?) -> OpaquePointer? {
        if configuration.protocolVersion == .v311 { return nil }
        if message.contentType == propertiesOf.type, message.userProperties == propertiesOf.user,
            expiry == propertiesOf.expiry
        {
            return properties
        }
        mosquitto_property_free_all(&properties)
        properties = propertyList(of: message, expiry: expiry)
        propertiesOf = (message.contentType, message.userProperties, expiry)
        return properties
    }

    func propertyList(of message: MQTTMessage, expiry: UInt32?) -> OpaquePointer? {
        guard configuration.protocolVersion == .v5 else { return nil }
        var list: OpaquePointer?
        if let type = message.contentType {
            mosquitto_property_add_string(&list, Int32(MQTT_PROP_CONTENT_TYPE.rawValue), type)
        }
        for property in message.userProperties {
            mosquitto_property_add_string_pair(
                &list, Int32(MQTT_PROP_USER_PROPERTY.rawValue), property.name, property.value)
        }
        if let expiry {
            mosquitto_property_add_int32(&list, Int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue), expiry)
        }
        return list
    }
}
