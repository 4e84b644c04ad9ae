/// How a client reaches its broker, and its bounds.
public struct MQTTConfiguration: Sendable {
    /// The most bytes of one message that is received. A broker of MQTT 5 is told so and sends none larger (its
    /// Maximum Packet Size); where a larger one comes, the connection ends, and nothing is subscribed to for a time.
    public static let largestReceived = 1 << 20

    /// Where the broker listens, and whether by TLS.
    public var broker: BrokerAddress
    /// Other brokers, in order of preference, for when ``broker`` can't be reached or lets nobody in; see
    /// ``MQTTClient`` for when it is gone from one to another.
    public var otherBrokers: [BrokerAddress] = []
    /// How often the preferred broker is tried, on the side, while another one is connected to.
    public var preferredCheckInterval: Duration = .seconds(60)
    /// Used when the broker's address asks for TLS.
    public var tls: MQTTTLS
    /// Empty: the broker chooses one.
    public var clientID: String
    /// Which MQTT to speak.
    public var protocolVersion: MQTTProtocolVersion
    /// Whether 3.1.1 is spoken with a broker that refuses MQTT 5, or closes the connection at it.
    public var fallsBack = false
    /// Seconds of silence after which the broker is asked whether it is there: 5 to 65,535.
    public var keepAlive: UInt16
    /// The user to log in as, where the broker asks for one.
    public var user: String?
    /// The password to it. Off loopback it should only go by TLS.
    public var password: String?
    /// Whether the broker forgets what it knew of this client. As this client redelivers by its own queue, a session
    /// kept over there gains it only what came for its subscriptions meanwhile; see ``MQTTClient`` for what `false`
    /// does.
    public var cleanStart: Bool
    /// For how many seconds the broker keeps the session after the connection ends; MQTT 5 only.
    public var sessionExpiry: UInt32
    /// What the broker publishes when the connection is lost.
    public var will: MQTTMessage?
    /// Published at every connection, before anything else.
    public var birth: [MQTTMessage]
    /// Published last by ``MQTTClient/shutdown(deadline:)``.
    public var farewell: MQTTMessage?
    /// The most messages sent and not acknowledged, 1 to 65,535. A broker may ask for fewer.
    ///
    /// 200 keeps a broker on the network busy. More costs: libmosquitto 2.0 looks through all in flight at every
    /// acknowledgement, and brokers by 3.1.1 drop what is over their own bound without saying so.
    public var inFlightWindow: Int
    /// Messages held, in flight or waiting, from which on the client is saturated.
    public var queueLimit: Int
    /// The same in bytes of topics and payloads.
    public var queueByteLimit: Int
    /// The wait before the first attempt after a failure; it doubles with each further one.
    public var reconnectDelayMin: Duration
    /// The longest wait, and the one after a refusal that waiting does not cure.
    public var reconnectDelayMax: Duration
    /// How long connecting may take, from the first packet to the broker's CONNACK.
    public var connectTimeout: Duration
    /// How long a broker may acknowledge no message in flight before the client reconnects.
    public var acknowledgementTimeout: Duration

    /// A configuration; every field has a default that suits a broker on this machine.
    public init(
        broker: BrokerAddress = BrokerAddress(host: "localhost"),
        tls: MQTTTLS = MQTTTLS(),
        clientID: String = "asterisk-mqtt",
        protocolVersion: MQTTProtocolVersion = .v5,
        keepAlive: UInt16 = 30,
        user: String? = nil,
        password: String? = nil,
        cleanStart: Bool = true,
        sessionExpiry: UInt32 = 0,
        will: MQTTMessage? = nil,
        birth: [MQTTMessage] = [],
        farewell: MQTTMessage? = nil,
        inFlightWindow: Int = 200,
        queueLimit: Int = 100_000,
        queueByteLimit: Int = 64 << 20,
        reconnectDelayMin: Duration = .milliseconds(500),
        reconnectDelayMax: Duration = .seconds(60),
        connectTimeout: Duration = .seconds(10),
        acknowledgementTimeout: Duration = .seconds(30)
    ) {
        self.broker = broker
        self.tls = tls
        self.clientID = clientID
        self.protocolVersion = protocolVersion
        self.keepAlive = keepAlive
        self.user = user
        self.password = password
        self.cleanStart = cleanStart
        self.sessionExpiry = sessionExpiry
        self.will = will
        self.birth = birth
        self.farewell = farewell
        self.inFlightWindow = inFlightWindow
        self.queueLimit = queueLimit
        self.queueByteLimit = queueByteLimit
        self.reconnectDelayMin = reconnectDelayMin
        self.reconnectDelayMax = reconnectDelayMax
        self.connectTimeout = connectTimeout
        self.acknowledgementTimeout = acknowledgementTimeout
    }

    /// Sets will, birth and farewell so that `topic` says, retained, whether this client is there: `online` at every
    /// connection, `offline` at an orderly end and, by the broker, when the connection is lost.
    public mutating func announcePresence(
        at topic: String, online: String = "online", offline: String = "offline", qos: MQTTQoS = .atLeastOnce
    ) throws(MQTTMessageError) {
        let gone = try MQTTMessage(topic: topic, text: offline, qos: qos, retain: true)
        birth.insert(try MQTTMessage(topic: topic, text: online, qos: qos, retain: true), at: 0)
        will = gone
        farewell = gone
    }

    /// All mistakes at once. Files are checked when connecting, not here.
    public func problems() -> [MQTTConfigurationError] {
        var found: [MQTTConfigurationError] = []
        func check(_ holds: Bool, _ field: String, _ problem: String) {
            if !holds { found.append(MQTTConfigurationError(field: field, problem: problem)) }
        }
        func isText(_ text: String?) -> Bool {
            guard let text else { return true }
            return text.utf8.count <= 65_535 && !text.utf8.contains(0)
        }
        check(!broker.host.isEmpty && isText(broker.host), "broker", "the host is empty or has a NUL in it")
        check(broker.port > 0, "broker", "the port must be from 1 to 65535")
        for other in otherBrokers {
            check(!other.host.isEmpty && isText(other.host), "otherBrokers", "a host is empty or has a NUL in it")
            check(other.port > 0, "otherBrokers", "a port must be from 1 to 65535")
        }
        check(preferredCheckInterval > .zero, "preferredCheckInterval", "it must be more than 0")
        check(keepAlive >= 5, "keepAlive", "\(keepAlive) s is too short: give 5 to 65535 seconds")
        check(isText(clientID), "clientID", "it has a NUL in it or more than 65535 bytes")
        check(isText(user), "user", "it has a NUL in it or more than 65535 bytes")
        check(isText(password), "password", "it has a NUL in it or more than 65535 bytes")
        check(password == nil || user != nil, "password", "a password needs a user with it")
        check(
            cleanStart || !clientID.isEmpty, "clientID", "a session that is kept needs a client id to be found again by"
        )
        check(
            sessionExpiry == 0 || protocolVersion == .v5, "sessionExpiry",
            "MQTT 3.1.1 has no session expiry: use MQTT 5, or leave it out")
        check(
            (1...65_535).contains(inFlightWindow), "inFlightWindow",
            "\(inFlightWindow) is out of range: give 1 to 65535 messages")
        check(queueLimit > 0, "queueLimit", "it must be at least 1 message")
        check(queueByteLimit > 0, "queueByteLimit", "it must be at least 1 byte")
        check(reconnectDelayMin > .zero, "reconnectDelayMin", "it must be more than 0")
        check(reconnectDelayMax >= reconnectDelayMin, "reconnectDelayMax", "it must not be less than reconnectDelayMin")
        check(connectTimeout > .zero, "connectTimeout", "it must be more than 0")
        check(acknowledgementTimeout > .zero, "acknowledgementTimeout", "it must be more than 0")
        check(
            (tls.certificateFile == nil) == (tls.keyFile == nil), "tls",
            "a client certificate and its key are given together, or neither")
        return found
    }
}
