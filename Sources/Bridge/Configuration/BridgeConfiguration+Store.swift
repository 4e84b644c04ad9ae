extension BridgeConfiguration {
    /// What is kept on disk: messages that the broker does not have yet, and the calls that are going on.
    public struct Store: Sendable, Equatable {
        /// The folder it is kept in; `nil` for systemd's, or nowhere.
        public var folder: String?
        /// The most bytes of messages that are kept.
        public var maximumBytes = 0
    }
}
