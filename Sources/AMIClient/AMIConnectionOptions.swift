import AMI

/// How to reach Asterisk's manager interface, how to log in, and how long to wait.
public struct AMIConnectionOptions: Sendable {
    /// How to prove the secret to Asterisk.
    public enum Authentication: Sendable, Hashable {
        /// `Action: Challenge`, then the MD5 digest of challenge and secret. The secret is not sent.
        case md5
        /// The secret as it is, in `Action: Login`.
        case plain
    }

    /// TLS (`tlsenable` in `manager.conf`).
    public struct TLS: Sendable, Hashable {
        /// What is checked of the server's certificate.
        public enum Verification: Sendable, Hashable {
            /// A trusted CA signed it, it has not expired, and it is for the host.
            case full
            /// The same, but for any host.
            case anyHost
            /// Nothing.
            case none
        }
        /// A PEM file of the trusted CAs; nil trusts the system's.
        public var caFile: String?
        /// What is checked.
        public var verification: Verification

        /// TLS, by default with everything checked.
        public init(caFile: String? = nil, verification: Verification = .full) {
            self.caFile = caFile
            self.verification = verification
        }
    }

    /// Host name or address; IPv6 without brackets.
    public var host: String
    /// TCP port: 5038 by Asterisk's own default, 5039 with TLS.
    public var port: Int
    /// The section of `manager.conf`.
    public var username: String
    /// Its `secret`.
    public var secret: AMISecret
    /// How to prove the secret.
    public var authentication = Authentication.md5
    /// Nil for plain TCP.
    public var tls: TLS?
    /// The classes of events to be sent, such as `call,agent`; `on` is all, `off` none.
    public var eventMask = "off"
    /// How long to try to connect, including the name lookup.
    public var connectTimeout = Duration.seconds(10)
    /// How long greeting and login may take together, including TLS.
    public var loginTimeout = Duration.seconds(10)
    /// How long Asterisk may be silent before `Action: Ping` is sent.
    public var pingInterval = Duration.seconds(15)
    /// How long Asterisk may be silent, even to `Ping`, before the connection counts as lost.
    public var deadAfter = Duration.seconds(45)
    /// The shortest delay before reconnecting.
    public var reconnectMinimum = Duration.seconds(1)
    /// The longest delay before reconnecting.
    public var reconnectMaximum = Duration.seconds(60)
    /// The delay after a refused login; longer, since firewalls ban clients that try too often.
    public var refusedLoginDelay = Duration.seconds(300)
    /// A session of at least this length resets the delay to the minimum.
    public var stableAfter = Duration.seconds(60)
    /// How often ``AMISessionDelegate/tick()`` is called.
    public var tickInterval = Duration.seconds(1)
    /// How long logging off may take.
    public var logoffTimeout = Duration.seconds(1)
    /// Bounds of what Asterisk may send.
    public var limits = AMIDecoderLimits()

    /// Options with the defaults that each property documents.
    public init(host: String, port: Int = 5038, username: String, secret: AMISecret) {
        self.host = host
        self.port = port
        self.username = username
        self.secret = secret
    }
}
