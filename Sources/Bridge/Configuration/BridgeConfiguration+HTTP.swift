extension BridgeConfiguration {
    /// The HTTP port for those who look after the daemon.
    public struct HTTP: Sendable, Equatable {
        /// Where to listen; `nil` has no such port.
        public var listen: ListenAddress?
        /// What whoever asks has to show; `nil` asks for nothing.
        public var token: Secret?
        /// Whether it shows people what calls and phones are doing.
        public var showsBoard = false
    }
}
