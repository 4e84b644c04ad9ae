import CMosquitto
import COpenSSL

import Glibc

extension BrokerLink {
    /// Who writes to a connection that is gone gets SIGPIPE, which ends the process. libmosquitto 2.0 has it ignored, 2.1
    /// does not, and OpenSSL writes without MSG_NOSIGNAL.
    private static let initialiseLibrary: Void = {
        signal(SIGPIPE, SIG_IGN)
        mosquitto_lib_init()
    }()

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
        guard let handle else { throw faults.system("libmosquitto could not create a client") }
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
            if hasTLSFinding { throw faults.tls(diagnostics, tlsContext?.finding ?? .init()) }
            switch result {
            case MOSQ_ERR_ERRNO.rawValue: throw faults.unreachable(error)
            case MOSQ_ERR_TLS.rawValue: throw faults.tls(diagnostics, tlsContext?.finding ?? .init())
            default: throw faults.system("libmosquitto could not connect (\(ConnectionFaults.text(of: result)))")
            }
        }
    }

    private func awaitTCP(
        until deadline: ContinuousClock.Instant, isAbandoned: () -> Bool
    ) throws(MQTTConnectionFailure) {
        while true {
            if isAbandoned() { throw faults.abandoned }
            guard ContinuousClock.now < deadline else { throw faults.timedOut(.tcp) }
            let ready = wait(for: Int16(POLLOUT), until: deadline)
            if ready == 0 { continue }
            var error: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size)
            // A connection that was reset had come about; what the broker said before is still to be read.
            if error != 0, error != ECONNRESET, error != EPIPE { throw faults.unreachable(error) }
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
                if hasEnded { throw faults.closed() }
                try progress(loopRead())
            }
            try progress(mosquitto_loop_write(handle, 1))
            if let session { return session }
            if isAbandoned() { throw faults.abandoned }
            let now = ContinuousClock.now
            guard now < deadline else { throw faults.timedOut(usesTLS && !handshakeIsOver ? .tls : .mqtt) }
            let wantsWrite = wantsToWrite && (!usesTLS || handshakeIsOver)
            // During the handshake OpenSSL may want to write without libmosquitto saying so: look ten times a second.
            let pause = usesTLS ? min(deadline, now + .milliseconds(100)) : deadline
            let ready = wait(for: Int16(POLLIN) | (wantsWrite ? Int16(POLLOUT) : 0), until: pause)
            // libmosquitto takes the end of the stream during the handshake for "not yet", for ever.
            if usesTLS, ready & ~Int16(POLLOUT) != 0, hasEnded { throw faults.closed() }
            if usesTLS || ready & ~Int16(POLLOUT) != 0 { try progress(loopRead()) }
        }
    }

    /// What libmosquitto returned while connecting, as a failure where it is one.
    private func progress(_ result: Int32) throws(MQTTConnectionFailure) {
        if let connack, connack.isFailure { throw faults.refused(connack) }
        if result == MOSQ_ERR_SUCCESS.rawValue { return }
        if isBroken { throw faults.unknownProperty }
        if configuration.broker.usesTLS, result == MOSQ_ERR_TLS.rawValue || !diagnostics.isEmpty || hasTLSFinding {
            throw faults.tls(diagnostics, tlsContext?.finding ?? .init())
        }
        throw faults.failure(of: result, stage: "during the login", isLoggedIn: session != nil)
    }

    private var hasTLSFinding: Bool {
        guard let finding = tlsContext?.finding else { return false }
        return finding.alert != nil || (finding.verifyResult != 0 && configuration.tls.verification != .none)
    }

    private var handshakeIsOver: Bool {
        handle.flatMap { mosquitto_ssl_get($0) }.map { SSL_is_init_finished(OpaquePointer($0)) != 0 } ?? false
    }

    private var hasEnded: Bool {
        var byte: UInt8 = 0
        let count = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
    }

    // MARK: Settings

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
            throw faults.system("the last will for \(will.topic) was not taken (\(ConnectionFaults.text(of: result)))")
        }
    }

    private func setTLS(of handle: OpaquePointer) throws(MQTTConnectionFailure) {
        let tls = configuration.tls
        for (what, file) in [
            ("CA certificates", tls.caFile), ("client certificate", tls.certificateFile), ("client key", tls.keyFile),
        ] {
            guard let file, access(file, R_OK) != 0 else { continue }
            throw MQTTConnectionFailure(
                .tls(.file(file)),
                "the file with the \(what), \(file), cannot be read (\(ConnectionFaults.systemText(errno)))",
                remedy: "check its path, and that this program's user can read it")
        }
        let result = mosquitto_tls_set(
            handle, tls.caFile, tls.caFile == nil ? Self.systemCertificates : nil, tls.certificateFile, tls.keyFile,
            // A key with a pass phrase would otherwise ask for it at the terminal.
            { _, _, _, _ in 0 })
        if result != MOSQ_ERR_SUCCESS.rawValue {
            throw faults.system("TLS could not be set up (\(ConnectionFaults.text(of: result)))")
        }
        // 0 and 1 are OpenSSL's SSL_VERIFY_NONE and SSL_VERIFY_PEER.
        mosquitto_tls_opts_set(handle, tls.verification == .none ? 0 : 1, nil, nil)
        // Whether it is for this host is checked by the context, and else by libmosquitto.
        tlsContext = TLSContext(host: tls.verification == .full ? configuration.broker.host : nil)
        if let tlsContext {
            mosquitto_void_option(handle, MOSQ_OPT_SSL_CTX, UnsafeMutableRawPointer(tlsContext.pointer))
            mosquitto_int_option(handle, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 1)
        }
        mosquitto_tls_insecure_set(handle, tls.verification != .full || tlsContext != nil)
    }

    static let systemCertificates = "/etc/ssl/certs"
}
