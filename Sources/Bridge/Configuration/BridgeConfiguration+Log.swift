public import Logging

extension BridgeConfiguration {
    /// What is logged, and in which form.
    public struct Log: Sendable, Equatable {
        /// The least severe level that is logged.
        public var level = Logger.Level.info
        /// The form of a line.
        public var format = Format.text

        /// The form of a line.
        public enum Format: String, Sendable, CaseIterable {
            /// For people.
            case text
            /// One JSON object a line.
            case json
        }
    }
}
