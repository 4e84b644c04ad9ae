extension BridgeConfiguration {
    /// What Home Assistant is told, so that it shows the PBX by itself.
    public struct HomeAssistant: Sendable, Equatable {
        /// Whether it is told anything.
        public var isEnabled = false
        /// What its discovery topics begin with.
        public var discoveryPrefix = ""
    }
}
