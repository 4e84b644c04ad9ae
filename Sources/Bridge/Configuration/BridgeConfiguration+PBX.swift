extension BridgeConfiguration {
    /// What the PBX is called, and which of its channels lead outside.
    public struct PBX: Sendable, Equatable {
        /// The name that payloads carry as `pbx`; `nil` leaves the field out.
        public var name: String?
        /// Patterns of the names of channels that lead outside, `*` for any characters and `?` for one:
        /// `PJSIP/provider-*`. Empty leaves `direction` out of the payloads.
        public var trunks: [String] = []
        /// Whether it is one of a list: then it has a folder of its own in the store, and its name is that of the
        /// folder and one level of a topic.
        public var isListed = false

        /// What stands for the name in `mqtt.topic_prefix` and `mqtt.client_id`.
        static let placeholder = "{pbx}"
    }

    /// Puts the name of the PBX where it belongs; each of a list needs a client identifier of its own.
    mutating func placeName(isListed: Bool) {
        pbx.isListed = isListed
        let placeholder = PBX.placeholder
        guard let name = pbx.name else { return }
        mqtt.topicPrefix = mqtt.topicPrefix.replacing(placeholder, with: name)
        if mqtt.clientID.contains(placeholder) {
            mqtt.clientID = mqtt.clientID.replacing(placeholder, with: name)
        } else if isListed {
            mqtt.clientID += "-\(name)"
        }
    }
}
