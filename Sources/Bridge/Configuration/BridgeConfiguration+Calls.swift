extension BridgeConfiguration {
    /// The bounds of what is tracked.
    public struct Calls: Sendable, Equatable {
        /// How long nothing may be heard of a call before Asterisk is asked whether it is still there.
        public var silence = Duration.zero
        /// How many calls are tracked at once.
        public var maximumCalls = 0
        /// How many channels are tracked at once.
        public var maximumChannels = 0
        /// Which messages are sent, where that is not as the spec has it.
        public var events: [EventSwitch] = []
        /// The channel variables that every event of a call carries.
        public var variables: [String] = []
    }
}
