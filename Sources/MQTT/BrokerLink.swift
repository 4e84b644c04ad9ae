import CMosquitto
import CMosquittoGuard

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One connection to a broker, from name look-up to its end; a new one is made for each attempt, so libmosquitto
/// never has messages of an earlier connection that it would send again by itself.
///
/// Belongs to the thread that made it: libmosquitto calls back only from within the calls made here.
final class BrokerLink {
    /// What came of a message: its packet id and the broker's reason code.
    typealias Answer = (mid: UInt16, reason: UInt8)

    private let configuration: MQTTConfiguration
    private let wakeUp: WakeUp
    private var handle: OpaquePointer?
    /// What the handshake is done with; it outlives the handle.
    private var tlsContext: TLSContext?
    private(set) var session: MQTTSession?

    /// Answers that came since they were last taken.
    private(set) var answers: [Answer] = []
    /// What came for subscriptions since it was last taken.
    private var received: [MQTTReceivedMessage] = []
    /// How many bytes are read before it is looked at what came of them.
    private static let mostAtOnce = 1 << 18
    /// The topic of a message that came and is larger than any may be.
    private var oversized: String?
    /// How many packets have come of which libmosquitto tells.
    private var packets = 0
    /// How much has come since the last of them.
    private var unfinishedBytes = 0
    /// Whether libmosquitto can't go on with this client.
    private var isBroken = false
    /// The filters that were asked for and not answered yet, by their packet ids.
    private var asked: [Int32: String] = [:]
    /// The filters that the broker refused since they were last taken.
    private var refusals: [(filter: String, reason: MQTTReasonCode)] = []
    private var connack: MQTTReasonCode?
    private var disconnectReason: MQTTReasonCode?
    /// What libmosquitto complained of while connecting; bounded.
    private var diagnostics: [String] = []
    /// The property list of the message before, as one is mostly like the next.
    private var properties: OpaquePointer?
    private var propertiesOf: (type: String?, user: [MQTTUserProperty], expiry: UInt32?) = (nil, [], nil)

    init(configuration: MQTTConfiguration, wakeUp: WakeUp) {
        self.configuration = configuration
        self.wakeUp = wakeUp
    }

    deinit {
        if let handle { mosquitto_destroy(handle) }
        mosquitto_property_free_all(&properties)
    }

    /// The socket, to be polled; -1 when there is none.
    var socket: Int32 { handle.map { mosquitto_socket($0) } ?? -1 }

    var wantsToWrite: Bool { handle.map { mosquitto_want_write($0) } ?? false }

    // MARK: Connecting

    /// Connects and waits for the broker's answer, at most until `deadline`, or until `isAbandoned` says so: it is
    /// asked whenever the wake-up was signalled.
    func connect(
        cleanStart: Bool, deadline: ContinuousClock.Instant, isAbandoned: () -> Bool
    ) throws(MQTTConnectionFailure) -> MQTTSession {
        let families = try AddressFamilies.bindAddresses(for: configuration.broker.host)
        for (index, bindAddress) in families.enumerated() {
            do {
                let left = ContinuousClock.now.duration(to: deadline)
                // A family that swallows packets leaves time for the other.
                let share = index + 1 < families.count ? left / 2 : left
                try open(cleanStart: cleanStart, bindAddress: bindAddress)
                try awaitTCP(until: .now + share, isAbandoned: isAbandoned)
                break
            } catch {
                let isTCP = error.kind == .unreachable || error.kind == .timedOut(stage: .tcp)
                if !isTCP || index + 1 == families.count { throw error }
            }
        }
        let session = try awaitConnack(until: deadline, isAbandoned: isAbandoned)
        self.session = session
        // From here on it would be called for every packet.
        mosquitto_log_callback_set(handle, nil)
        return session
    }

    private func open(cleanStart: Bool, bindAddress: String?) throws(MQTTConnectionFailure) {
        Self.initialiseLibrary
        if let handle { mosquitto_destroy(handle) }
        diagnostics = []
        // libmosquitto calls back only while `self` is calling it, so an unretained reference is never outlived.
        let me = Unmanaged.passUnretained(self).toOpaque()
        let id = configuration.clientID
        handle = id.isEmpty ? mosquitto_new(nil, true, me) : mosquitto_new(id, cleanStart, me)
        guard let handle else { throw systemFailure("libmosquitto could not create a client") }
        setCallbacks(of: handle)
        // "Threaded" has packets queued until loop_write is called, rather than written one by one as they are made.
        mosquitto_threaded_set(handle, true)
        let version = configuration.protocolVersion == .v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311
        mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, version)
        mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1)
        mosquitto_int_option(handle, MOSQ_OPT_SEND_MAXIMUM, Int32(configuration.inFlightWindow))
        if let user = configuration.user { mosquitto_username_pw_set(handle, user, configuration.password) }
        try setWill(of: handle)
        if configuration.broker.usesTLS { try setTLS(of: handle) }

        let host = configuration.broker.host
        let port = Int32(configuration.broker.port)
        if configuration.protocolVersion == .v5 {
            // Only the call that blocks takes properties. A keep-alive that it refuses has it keep them and go no
            // further; the call after it uses them.
            var connectProperties: OpaquePointer?
            mosquitto_property_add_int32(
                &connectProperties, Int32(MQTT_PROP_MAXIMUM_PACKET_SIZE.rawValue),
                UInt32(MQTTConfiguration.largestReceived))
            if configuration.sessionExpiry > 0 {
                mosquitto_property_add_int32(
                    &connectProperties, Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue), configuration.sessionExpiry)
            }
            mosquitto_connect_bind_v5(handle, host, port, 1, nil, connectProperties)
            mosquitto_property_free_all(&connectProperties)
        }
        let result = mosquitto_connect_bind_async(handle, host, port, Int32(configuration.keepAlive), bindAddress)
        let error = errno
        if result > 0 {
            if hasTLSFinding { throw tlsFailure() }
            switch result {
            case MOSQ_ERR_ERRNO.rawValue: throw unreachable(error)
            case MOSQ_ERR_TLS.rawValue: throw tlsFailure()
            default: throw systemFailure("libmosquitto could not connect (\(Self.text(of: result)))")
            }
        }
    }

    private func awaitTCP(
        until deadline: ContinuousClock.Instant, isAbandoned: () -> Bool
    ) throws(MQTTConnectionFailure) {
        while true {
            if isAbandoned() { throw abandoned }
            guard ContinuousClock.now < deadline else { throw timedOut(.tcp) }
            let ready = wait(for: Int16(POLLOUT), until: deadline)
            if ready == 0 { continue }
            var error: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size)
            // A connection that was reset had come about; what the broker said before is still to be read.
            if error != 0, error != ECONNRESET, error != EPIPE { throw unreachable(error) }
            return
        }
    }

    private func awaitConnack(
        until deadline: ContinuousClock.Instant, isAbandoned: () -> Bool
    ) throws(MQTTConnectionFailure) -> MQTTSession {
        let usesTLS = configuration.broker.usesTLS
        if usesTLS { try progress(loopRead()) }
        while true {
            // Read before writing: a broker that ends the handshake with an alert has closed behind it, and a write
            // that fails would hide what it said.
            if usesTLS, wait(for: Int16(POLLIN), milliseconds: 0) != 0 {
                if hasEnded { throw closed() }
                try progress(loopRead())
            }
            try progress(mosquitto_loop_write(handle, 1))
            if let session { return session }
            if isAbandoned() { throw abandoned }
            let now = ContinuousClock.now
            guard now < deadline else { throw timedOut(usesTLS && !handshakeIsOver ? .tls : .mqtt) }
            let wantsWrite = wantsToWrite && (!usesTLS || handshakeIsOver)
            // During the handshake OpenSSL may want to write without libmosquitto saying so: look ten times a second.
            let pause = usesTLS ? min(deadline, now + .milliseconds(100)) : deadline
            let ready = wait(for: Int16(POLLIN) | (wantsWrite ? Int16(POLLOUT) : 0), until: pause)
            // libmosquitto takes the end of the stream during the handshake for "not yet", for ever.
            if usesTLS, ready & ~Int16(POLLOUT) != 0, hasEnded { throw closed() }
            if usesTLS || ready & ~Int16(POLLOUT) != 0 { try progress(loopRead()) }
        }
    }

    /// What libmosquitto returned while connecting, as a failure where it is one.
    private func progress(_ result: Int32) throws(MQTTConnectionFailure) {
        if let connack, connack.isFailure { throw refused(connack) }
        if result == MOSQ_ERR_SUCCESS.rawValue { return }
        if isBroken { throw unknownProperty }
        if configuration.broker.usesTLS, result == MOSQ_ERR_TLS.rawValue || !diagnostics.isEmpty || hasTLSFinding {
            throw tlsFailure()
        }
        throw failure(of: result, stage: "during the login")
    }

    private var hasTLSFinding: Bool {
        guard let finding = tlsContext?.finding else { return false }
        return finding.alert != nil || (finding.verifyResult != 0 && configuration.tls.verification != .none)
    }

    private var handshakeIsOver: Bool {
        handle.flatMap { mosquitto_ssl_get($0) }.flatMap { OpenSSL.isHandshakeOver(of: $0) } ?? false
    }

    private var hasEnded: Bool {
        var byte: UInt8 = 0
        let count = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
    }

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

    private func loopRead() throws(MQTTConnectionFailure) -> Int32 {
        let before = packets
        var bytes = Self.mostAtOnce
        let result = mosquitto_guarded_loop_read(handle, 1, &bytes)
        if result == MOSQUITTO_ASSERTION_FAILED { isBroken = true }
        unfinishedBytes = packets == before ? unfinishedBytes + bytes : 0
        // libmosquitto itself takes up to MQTT's largest, 256 MiB.
        if oversized != nil || unfinishedBytes > MQTTConfiguration.largestReceived {
            throw MQTTConnectionFailure(
                .oversized,
                "\(broker) sent a message of more than \(MQTTConfiguration.largestReceived) bytes"
                    + (oversized.map { " (\($0))" } ?? ""),
                remedy: "allow no other client to write to this client's topics, in the broker's access list")
        }
        return result
    }

    /// Writes what is queued. `corked` joins many small packets to few segments: libmosquitto writes each by itself.
    func write(corked: Bool) throws(MQTTConnectionFailure) {
        #if os(Linux)
            let descriptor = socket
            var on: Int32 = 1
            if corked { setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &on, 4) }
        #endif
        let result = mosquitto_loop_write(handle, 1)
        #if os(Linux)
            var off: Int32 = 0
            if corked, socket == descriptor { setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &off, 4) }
        #endif
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
        if result != MOSQ_ERR_SUCCESS.rawValue { throw UnsendableMessage(code: result, text: Self.text(of: result)) }
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
        if let disconnectReason {
            throw MQTTConnectionFailure(
                .disconnected(disconnectReason), "\(broker) ended the connection: \(disconnectReason)",
                remedy: Self.remedy(for: disconnectReason, configuration))
        }
        if isBroken { throw unknownProperty }
        if result != MOSQ_ERR_SUCCESS.rawValue { throw failure(of: result, stage: "while connected") }
    }

    // MARK: Setting up

    /// Who writes to a connection that is gone gets SIGPIPE, which ends the process. libmosquitto 2.0 has it ignored, 2.1
    /// does not, and OpenSSL writes without MSG_NOSIGNAL.
    private static let initialiseLibrary: Void = {
        signal(SIGPIPE, SIG_IGN)
        mosquitto_lib_init()
    }()

    private func setCallbacks(of handle: OpaquePointer) {
        mosquitto_log_callback_set(handle) { _, me, level, text in
            guard let me, let text, UInt32(level) & UInt32(MOSQ_LOG_ERR | MOSQ_LOG_WARNING) != 0 else { return }
            let link = Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
            if link.diagnostics.count < 16 { link.diagnostics.append(String(cString: text)) }
        }
        mosquitto_connect_v5_callback_set(handle) { handle, me, code, flags, properties in
            guard let handle, let me else { return }
            Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
                .connackCame(handle, code: code, flags: flags, properties: properties)
        }
        mosquitto_publish_v5_callback_set(handle) { _, me, mid, reason, _ in
            guard let me else { return }
            let link = Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
            link.packets &+= 1
            link.answers.append((UInt16(truncatingIfNeeded: mid), UInt8(truncatingIfNeeded: reason)))
        }
        mosquitto_message_v5_callback_set(handle) { _, me, message, _ in
            guard let me, let message = message?.pointee, let topic = message.topic else { return }
            let link = Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
            link.packets &+= 1
            if message.payloadlen > MQTTConfiguration.largestReceived {
                link.oversized = String(cString: topic)
                return
            }
            let payload = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
            link.received.append(
                MQTTReceivedMessage(
                    topic: String(cString: topic), payload: Array(payload),
                    qos: MQTTQoS(rawValue: UInt8(clamping: message.qos)) ?? .atMostOnce,
                    isRetained: message.retain))
        }
        mosquitto_subscribe_v5_callback_set(handle) { _, me, mid, count, granted, _ in
            guard let me, count > 0, let granted else { return }
            let link = Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
            link.packets &+= 1
            guard let filter = link.asked.removeValue(forKey: mid) else { return }
            // What is no failure is the quality of service that was granted.
            let reason = MQTTReasonCode(rawValue: UInt8(truncatingIfNeeded: granted[0]))
            if reason.isFailure { link.refusals.append((filter, reason)) }
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, me, reason, _ in
            guard let me else { return }
            let link = Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
            // From 0x80 on it is the broker's reason; below are libmosquitto's own, which its calls return too.
            if link.disconnectReason == nil, reason >= 0x80 {
                link.disconnectReason = MQTTReasonCode(rawValue: UInt8(truncatingIfNeeded: reason))
            }
        }
    }

    private func connackCame(_ handle: OpaquePointer, code: Int32, flags: Int32, properties: OpaquePointer?) {
        let isV5 = configuration.protocolVersion == .v5
        let reason = isV5 ? MQTTReasonCode(rawValue: UInt8(truncatingIfNeeded: code)) : .init(connectReturnCode: code)
        connack = reason
        if code != 0 {
            // A code without a meaning is a refusal all the same.
            if !reason.isFailure { connack = .unspecified }
            return
        }
        var window = UInt16(configuration.inFlightWindow)
        var maximumQoS: UInt8 = 2
        var retain: UInt8 = 1
        var assigned: UnsafeMutablePointer<CChar>?
        if isV5, let properties {
            var receiveMaximum: UInt16 = 0
            if mosquitto_property_read_int16(
                properties, Int32(MQTT_PROP_RECEIVE_MAXIMUM.rawValue), &receiveMaximum, false) != nil,
                receiveMaximum > 0
            {
                window = min(window, receiveMaximum)
            }
            _ = mosquitto_property_read_byte(properties, Int32(MQTT_PROP_MAXIMUM_QOS.rawValue), &maximumQoS, false)
            _ = mosquitto_property_read_byte(properties, Int32(MQTT_PROP_RETAIN_AVAILABLE.rawValue), &retain, false)
            _ = mosquitto_property_read_string(
                properties, Int32(MQTT_PROP_ASSIGNED_CLIENT_IDENTIFIER.rawValue), &assigned, false)
        }
        defer { free(assigned) }
        session = MQTTSession(
            broker: configuration.broker, protocolVersion: configuration.protocolVersion,
            tlsVersion: mosquitto_ssl_get(handle).flatMap { OpenSSL.version(of: $0) },
            sessionPresent: flags & 1 != 0, assignedClientID: assigned.map { String(cString: $0) },
            inFlightWindow: Int(window), maximumQoS: MQTTQoS(rawValue: maximumQoS) ?? .exactlyOnce,
            retainAvailable: retain != 0)
    }

    private func setWill(of handle: OpaquePointer) throws(MQTTConnectionFailure) {
        guard let will = configuration.will else { return }
        var list = propertyList(of: will, expiry: will.expiry)
        let result = will.payload.withUnsafeBytes { payload in
            mosquitto_will_set_v5(
                handle, will.topic, Int32(payload.count), payload.baseAddress, Int32(will.qos.rawValue), will.retain,
                list)
        }
        if result != MOSQ_ERR_SUCCESS.rawValue {
            mosquitto_property_free_all(&list)
            throw systemFailure("the last will for \(will.topic) was not taken (\(Self.text(of: result)))")
        }
    }

    private func setTLS(of handle: OpaquePointer) throws(MQTTConnectionFailure) {
        let tls = configuration.tls
        for (what, file) in [
            ("CA certificates", tls.caFile), ("client certificate", tls.certificateFile), ("client key", tls.keyFile),
        ] {
            guard let file, access(file, R_OK) != 0 else { continue }
            throw MQTTConnectionFailure(
                .tls(.file(file)), "the file with the \(what), \(file), cannot be read (\(Self.systemText(errno)))",
                remedy: "check its path, and that this program's user can read it")
        }
        let result = mosquitto_tls_set(
            handle, tls.caFile, tls.caFile == nil ? Self.systemCertificates : nil, tls.certificateFile, tls.keyFile,
            // A key with a pass phrase would otherwise ask for it at the terminal.
            { _, _, _, _ in 0 })
        if result != MOSQ_ERR_SUCCESS.rawValue {
            throw systemFailure("TLS could not be set up (\(Self.text(of: result)))")
        }
        // 0 and 1 are OpenSSL's SSL_VERIFY_NONE and SSL_VERIFY_PEER.
        mosquitto_tls_opts_set(handle, tls.verification == .none ? 0 : 1, nil, nil)
        // Whether it is for this host is checked by the context, and else by libmosquitto.
        tlsContext = TLSContext(host: tls.verification == .full ? configuration.broker.host : nil)
        if let tlsContext {
            mosquitto_void_option(handle, MOSQ_OPT_SSL_CTX, tlsContext.pointer)
            mosquitto_int_option(handle, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 1)
        }
        mosquitto_tls_insecure_set(handle, tls.verification != .full || tlsContext != nil)
    }

    private static let systemCertificates = "/etc/ssl/certs"

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

    private func propertyList(of message: MQTTMessage, expiry: UInt32?) -> OpaquePointer? {
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

// MARK: - Failures in words

extension BrokerLink {
    private var broker: String { "the broker at \(configuration.broker)" }

    private var abandoned: MQTTConnectionFailure {
        MQTTConnectionFailure(
            .abandoned, "connecting to \(broker) was cancelled", remedy: "nothing to do: it was requested")
    }

    private var unknownProperty: MQTTConnectionFailure {
        MQTTConnectionFailure(
            .malformed, "\(broker) sent data that is not valid MQTT 5, and libmosquitto can't continue",
            remedy: "use MQTT 3.1.1 with it (mqtt.protocol), or check the proxies on the way to it")
    }

    private func systemFailure(_ reason: String) -> MQTTConnectionFailure {
        MQTTConnectionFailure(.system, reason, remedy: "check the limits and the memory of this machine")
    }

    private func unreachable(_ error: Int32) -> MQTTConnectionFailure {
        let remedy =
            switch error {
            case ECONNREFUSED: "nothing listens there: check that the broker runs, and its port"
            case ENETUNREACH, EHOSTUNREACH: "no route leads there: check the network and the address"
            case ETIMEDOUT: "no answer: check the address and the firewalls"
            case EACCES, EPERM: "a firewall on this machine blocks it"
            default: "check the address and the network"
            }
        return MQTTConnectionFailure(
            .unreachable, "\(broker) is not reachable (\(Self.systemText(error)))", remedy: remedy)
    }

    private func timedOut(_ stage: MQTTConnectionFailure.Stage) -> MQTTConnectionFailure {
        switch stage {
        case .tcp:
            MQTTConnectionFailure(
                .timedOut(stage: stage), "\(broker) did not answer in time",
                remedy: "check the address and the firewalls")
        case .tls:
            MQTTConnectionFailure(
                .timedOut(stage: stage), "\(broker) accepted the connection, but did not answer the TLS handshake",
                remedy: "check that this port is the one for TLS, and that the broker is not stuck")
        case .mqtt:
            MQTTConnectionFailure(
                .timedOut(stage: stage), "\(broker) accepted the connection, but did not answer CONNECT",
                remedy: "check that an MQTT broker listens on this port, and that it is not stuck")
        }
    }

    private func closed() -> MQTTConnectionFailure {
        MQTTConnectionFailure(
            .closed, "\(broker) closed the connection during the login",
            remedy: configuration.broker.usesTLS
                ? "check that this port uses TLS, whether the broker requires a client certificate, and its log"
                : "check that this port is not the one for TLS (then use mqtts://), and the broker's log")
    }

    private func failure(of result: Int32, stage: String) -> MQTTConnectionFailure {
        let error = errno
        switch result {
        case MOSQ_ERR_CONN_LOST.rawValue, MOSQ_ERR_NO_CONN.rawValue:
            if session == nil { return closed() }
            return MQTTConnectionFailure(
                .closed, "\(broker) closed the connection",
                remedy: "reconnecting; if it keeps happening, look at the broker's log")
        case MOSQ_ERR_KEEPALIVE.rawValue:
            return MQTTConnectionFailure(
                .silent, "\(broker) did not answer within its keep-alive of \(configuration.keepAlive) s",
                remedy: "reconnecting; if it keeps happening, look at the network and the broker's load")
        case MOSQ_ERR_ERRNO.rawValue where session == nil:
            return closed()
        case MOSQ_ERR_ERRNO.rawValue:
            return MQTTConnectionFailure(
                .closed, "the connection to \(broker) broke \(stage) (\(Self.systemText(error)))",
                remedy: "reconnecting; if it keeps happening, look at the network and the broker's log")
        case MOSQ_ERR_PROTOCOL.rawValue, MOSQ_ERR_MALFORMED_PACKET.rawValue, MOSQ_ERR_MALFORMED_UTF8.rawValue,
            MOSQ_ERR_DUPLICATE_PROPERTY.rawValue:
            return MQTTConnectionFailure(
                .malformed, "\(broker) sent data that is not \(configuration.protocolVersion)",
                remedy: "check that an MQTT broker listens on this port")
        default:
            return MQTTConnectionFailure(
                .system, "the connection to \(broker) failed \(stage) (\(Self.text(of: result)))",
                remedy: "reconnecting; if it keeps happening, look at the broker's log")
        }
    }

    private func refused(_ code: MQTTReasonCode) -> MQTTConnectionFailure {
        MQTTConnectionFailure(
            .refused(code), "\(broker) refused the client \"\(configuration.clientID)\": \(code)",
            remedy: Self.remedy(for: code, configuration))
    }

    private static func remedy(for code: MQTTReasonCode, _ configuration: MQTTConfiguration) -> String {
        switch code {
        case .badUserNameOrPassword:
            configuration.user == nil
                ? "the broker requires a user and a password: set them" : "check the user and the password"
        case .notAuthorized, .banned:
            configuration.user == nil
                ? "the broker requires a user and a password, or does not allow this client: set them, or allow it"
                : "check the user and the password, and that the broker allows this user and client id"
        case .unsupportedProtocolVersion:
            configuration.protocolVersion == .v5
                ? "the broker does not speak MQTT 5: set the protocol version to 3.1.1"
                : "the broker does not speak MQTT 3.1.1: set the protocol version to 5"
        case .clientIdentifierNotValid:
            "choose another client id: some brokers accept at most 23 letters and digits, or only known ids"
        case .sessionTakenOver:
            "another client uses the client id \"\(configuration.clientID)\": give each its own"
        case .badAuthenticationMethod: "the broker requires a kind of login that is not supported"
        case .retainNotSupported: "the broker does not support retained messages: the last will must not be retained"
        case .qosNotSupported: "the broker does not support the last will's quality of service: lower it"
        case .packetTooLarge: "the broker accepts only smaller packets: raise its limit"
        case .useAnotherServer, .serverMoved: "the broker asks to use another one: change the address"
        case .serverUnavailable, .serverBusy, .serverShuttingDown, .quotaExceeded:
            "retrying; if it keeps happening, look at the broker's load and limits"
        default: "retrying; look at the broker's log"
        }
    }

    private func tlsFailure() -> MQTTConnectionFailure {
        let said = diagnostics.joined(separator: "; ")
        func failure(_ fault: MQTTConnectionFailure.TLSFault, _ reason: String, _ remedy: String)
            -> MQTTConnectionFailure
        {
            MQTTConnectionFailure(.tls(fault), "TLS with \(broker): \(reason)", remedy: remedy)
        }
        let host = configuration.broker.host
        let finding = tlsContext?.finding ?? .init()
        // X509_V_ERR_HOSTNAME_MISMATCH and …_IP_ADDRESS_MISMATCH, <openssl/x509_vfy.h>.
        if said.contains("host name verification failed") || [62, 64].contains(finding.verifyResult) {
            return failure(
                .hostName, "its certificate is not for the host \"\(host)\"",
                "connect to a name in the certificate, or issue one for \"\(host)\" (subjectAltName)")
        }
        if said.contains("certificate verify failed")
            || (finding.verifyResult != 0 && configuration.tls.verification != .none)
        {
            let result = finding.verifyResult
            let words = result == 0 ? said : OpenSSL.text(ofVerifyResult: result) ?? "error \(result)"
            switch result {
            // X509_V_ERR_CERT_HAS_EXPIRED and …_NOT_YET_VALID.
            case 10:
                return failure(
                    .expired, "its certificate, or its CA's, has expired",
                    "renew it; if it should be valid, check this machine's clock")
            case 9:
                return failure(
                    .notYetValid, "its certificate, or its CA's, is not valid yet", "check this machine's clock")
            // Self-signed, self-signed in the chain, no issuer found: …_DEPTH_ZERO_SELF_SIGNED_CERT to
            // …_UNABLE_TO_VERIFY_LEAF_SIGNATURE, and …_UNABLE_TO_GET_ISSUER_CERT.
            case 2, 18...21:
                return failure(
                    .untrustedIssuer, "no trusted CA signed its certificate (\(words))",
                    configuration.tls.caFile.map { "check that \($0) contains the CA that signed it" }
                        ?? "set the file with the CA that signed it (caFile)")
            default:
                return failure(
                    .certificate, "its certificate was not accepted (\(words))",
                    "check its CA, its dates and its use with: openssl s_client -connect \(host):\(configuration.broker.port)"
                )
            }
        }
        if said.contains("Unable to load CA") {
            let file = configuration.tls.caFile ?? Self.systemCertificates
            return failure(.file(file), "\(file) has no usable CA certificates", "use a PEM file with certificates")
        }
        if said.contains("Unable to load client") {
            let isKey = said.contains("key file")
            let file = (isKey ? configuration.tls.keyFile : configuration.tls.certificateFile) ?? ""
            return failure(
                .file(file), "\(file) has no usable \(isKey ? "private key" : "certificate")",
                isKey ? "use a PEM file with the key, without a passphrase" : "use a PEM file with the certificate")
        }
        if said.contains("certificates are inconsistent") || said.contains("key values mismatch") {
            let file = configuration.tls.keyFile ?? ""
            return failure(
                .file(file), "the key in \(file) does not belong to the client certificate",
                "use the key of that certificate")
        }
        if said.contains("alert certificate required") || said.contains("alert bad certificate")
            || said.contains("alert unknown ca") || said.contains("alert certificate expired")
            || said.contains("alert certificate revoked") || said.contains("alert certificate unknown")
            || said.contains("alert unsupported certificate") || said.contains("alert handshake failure")
            || finding.alert.map(Self.clientCertificateAlerts.contains) == true
        {
            return configuration.tls.certificateFile == nil
                ? failure(
                    .clientCertificate, "it requires a client certificate",
                    "set a certificate that the broker's CA signed, and its key (certificateFile, keyFile)")
                : failure(
                    .clientCertificate, "it does not accept the client certificate",
                    "use one that the broker's CA signed and that is valid now")
        }
        if said.contains("wrong version number") || said.contains("packet length too long")
            || said.contains("unknown protocol") || said.contains("http request")
        {
            return failure(
                .notTLS, "the port does not use TLS",
                "use the broker's port for TLS (often 8883), or mqtt:// without TLS")
        }
        if said.contains("alert protocol version") || said.contains("unsupported protocol")
            || said.contains("no shared cipher") || said.contains("no protocols available")
            || finding.alert == 70 || finding.alert == 71
        {
            return failure(
                .noCommonGround, "no version or cipher in common", "enable TLS 1.2 or 1.3 in the broker")
        }
        let words = finding.alert.map { "the broker ended it with alert \($0)" } ?? "it failed"
        return failure(.other, said.isEmpty ? words : said, "look at the broker's log")
    }

    /// handshake_failure, bad_certificate to certificate_unknown, unknown_ca and certificate_required (RFC 8446, 6.2).
    private static let clientCertificateAlerts: Set<UInt8> = [40, 42, 43, 44, 45, 46, 48, 116]

    static func text(of result: Int32) -> String {
        mosquitto_strerror(result).map { String(cString: $0) } ?? "error \(result)"
    }

    static func systemText(_ error: Int32) -> String {
        strerror(error).map { String(cString: $0) } ?? "error \(error)"
    }
}
