/// How to reach Asterisk's manager interface, how to log in, and how patient to be.
public struct AMIConnectionOptions: Sendable {
    /// How the secret is shown to Asterisk.
    public enum Authentication: Sendable, Hashable {
        /// `Action: Challenge`, then the MD5 digest of challenge and secret. The secret is not sent.
        case md5
        /// The secret as it is, in `Action: Login`.
        case plain
    }

    /// TLS, as `tlsenable` in `manager.conf` offers it.
    public struct TLS: Sendable, Hashable {
        /// What is checked of the server's certificate.
        public enum Verification: Sendable, Hashable {
            /// That a trusted authority signed it, that it is in date, and that it is for the host asked for.
            case full
            /// The same, but for any host.
            case anyHost
            /// Nothing.
            case none
        }
        /// A PEM file of the authorities to trust; nil trusts the system's.
        public var caFile: String?
        /// What is checked.
        public var verification: Verification

        /// TLS with everything checked, unless told otherwise.
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
    /// How the secret is shown.
    public var authentication = Authentication.md5
    /// Nil for plain TCP.
    public var tls: TLS?
    /// The classes of events to be sent, such as `call,agent`; `on` is all, `off` none.
    public var eventMask = "off"
    /// How long to try to connect, names looked up included.
    public var connectTimeout = Duration.seconds(10)
    /// How long greeting and login may take together, TLS included.
    public var loginTimeout = Duration.seconds(10)
    /// How long nothing may come before `Action: Ping` asks whether anybody is there.
    public var pingInterval = Duration.seconds(15)
    /// How long nothing may come, answers to `Ping` included, before the connection counts as dead.
    public var deadAfter = Duration.seconds(45)
    /// The shortest wait before connecting again.
    public var reconnectMinimum = Duration.seconds(1)
    /// The longest wait before connecting again.
    public var reconnectMaximum = Duration.seconds(60)
    /// The wait after a refused login, longer than others as firewalls ban who tries too often.
    public var refusedLoginDelay = Duration.seconds(300)
    /// A session that lasted this long starts the waits from the minimum again.
    public var stableAfter = Duration.seconds(60)
    /// How often ``AMISessionDelegate/tick()`` is called.
    public var tickInterval = Duration.seconds(1)
    /// How long an orderly end may take.
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
