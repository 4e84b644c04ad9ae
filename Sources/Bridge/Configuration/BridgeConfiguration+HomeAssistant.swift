extension BridgeConfiguration {
    /// Settings of Home Assistant's MQTT discovery.
    public struct HomeAssistant: Sendable, Equatable {
        /// Whether discovery is published.
        public var isEnabled = false
        /// What its discovery topics begin with.
        public var discoveryPrefix = ""
    }
}
