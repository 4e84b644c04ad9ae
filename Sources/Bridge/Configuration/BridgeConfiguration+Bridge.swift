extension BridgeConfiguration {
    /// How this bridge shares the work with others that watch the same PBX.
    public struct Bridge: Sendable, Equatable {
        /// Whether several bridges watch the same PBX, and only one of them publishes.
        public var isStandby = false
        /// Its unique name among the bridges; `nil` for the host name.
        public var instance: String?
    }
}
