extension BridgeConfiguration {
    /// How to reach the Asterisk Manager Interface, and who logs in there.
    public struct AMI: Sendable, Equatable {
        /// Host name or address, IPv6 without brackets.
        public var host = ""
        /// TCP port.
        public var port = 0
        /// The `[section]` of `manager.conf` that logs in. Empty only in ``BridgeConfiguration/init()``.
        public var username = ""
        /// That user's `secret`. Empty only in ``BridgeConfiguration/init()``.
        public var secret = Secret("")
        /// How the secret is shown to Asterisk.
        public var authentication = Authentication.md5
        /// TLS towards Asterisk (`tlsenable` in `manager.conf`).
        public var tls = TLS()
        /// How long the line may be quiet before a `Ping` asks whether it is still there.
        public var pingInterval = Duration.zero
        /// How long nothing may come, answers to `Ping` included, before the connection counts as dead.
        public var deadAfter = Duration.zero
        /// How long to wait between attempts to connect.
        public var reconnect = Reconnect()

        /// How the secret is shown to Asterisk.
        public enum Authentication: String, Sendable, CaseIterable {
            /// By `Challenge` and an MD5 digest: the secret itself is not sent.
            case md5
            /// As it is, in the `Login` action.
            case plain
        }

        /// TLS towards Asterisk.
        public struct TLS: Sendable, Equatable {
            /// Whether the connection is by TLS.
            public var isEnabled = false
            /// A PEM file of the authorities to trust; `nil` trusts the system's.
            public var caFile: String?
            /// What is checked of the server's certificate.
            public var verification = CertificateVerification.full
        }

        /// The bounds of the exponential back-off between attempts to connect.
        public struct Reconnect: Sendable, Equatable {
            /// The wait after the first failure.
            public var minimum = Duration.zero
            /// The longest wait.
            public var maximum = Duration.zero
        }
    }
}
