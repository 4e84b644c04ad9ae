extension BridgeConfiguration {
    /// How this bridge shares the work with others that watch the same PBX.
    public struct Bridge: Sendable, Equatable {
        /// Whether several bridges watch the same PBX, and only one of them publishes.
        public var isStandby = false
        /// What tells this one from the others; `nil` for the machine's host name.
        public var instance: String?
    }
}
