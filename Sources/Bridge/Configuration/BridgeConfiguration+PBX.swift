extension BridgeConfiguration {
    /// What the PBX is called, and which of its channels lead outside.
    public struct PBX: Sendable, Equatable {
        /// The name that payloads carry as `pbx`; `nil` leaves the field out.
        public var name: String?
        /// Patterns of the names of channels that lead outside, `*` for any characters and `?` for one:
        /// `PJSIP/provider-*`. Empty leaves `direction` out of the payloads.
        public var trunks: [String] = []
    }
}
