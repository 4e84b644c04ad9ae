public import MQTT

extension BridgeConfiguration {
    /// How to reach the broker, and how to publish there.
    public struct MQTT: Sendable, Equatable {
        /// Where the brokers are, in order of preference. Empty only before the defaults are put in.
        public var brokers: [BrokerAddress] = []
        /// The client identifier; two clients with the same one push each other out.
        public var clientID = ""
        /// What every topic begins with, without a slash at either end.
        public var topicPrefix = ""
        /// The protocol to speak.
        public var version = ProtocolVersion.automatic
        /// The quality of service that calls are published with: 0, 1 or 2.
        public var qos = 0
        /// Whether states of calls and phones are published retained, for late subscribers.
        public var keepsStates = false
        /// The broker's user; `nil` connects without one.
        public var username: String?
        /// That user's password.
        public var password: Secret?
        /// How long the line may be quiet before a PINGREQ.
        public var keepAlive = Duration.zero
        /// For how long a message is worth delivering; `nil` for ever.
        public var messageExpiry: Duration?
        /// TLS towards the broker; in force with those of ``brokers`` that ask for it.
        public var tls = TLS()
        /// How many messages may be under way without an acknowledgement.
        public var maximumInFlight = 0
        /// How many messages are kept while the broker is away.
        public var queueMessages = 0
        /// How many bytes of messages are kept while the broker is away.
        public var queueBytes = 0
        /// How often metrics are published if they have changed; zero means never.
        public var metricsInterval = Duration.zero

        /// A version of MQTT.
        public enum ProtocolVersion: String, Sendable, CaseIterable {
            /// MQTT 5, or 3.1.1 with a broker that does not take it.
            case automatic = "auto"
            /// MQTT 5.
            case v5 = "5"
            /// MQTT 3.1.1.
            case v3_1_1 = "3.1.1"
        }

        /// TLS towards the broker.
        public struct TLS: Sendable, Equatable {
            /// A PEM file of the authorities to trust; `nil` trusts the system's.
            public var caFile: String?
            /// A PEM file with the client's certificate, for brokers that ask for one.
            public var certificateFile: String?
            /// A PEM file with the key of ``certificateFile``.
            public var keyFile: String?
            /// What is checked of the broker's certificate.
            public var verification = CertificateVerification.full
        }
    }
}
